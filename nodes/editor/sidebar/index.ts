export { openSidebar } from './sidebar';
