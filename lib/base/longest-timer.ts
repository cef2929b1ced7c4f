/** The longest a timer can wait, about 25 days; longer ones Node.js fires at once (nodejs.org/api/timers). */
export const longestTimerMs = 2 ** 31 - 1;
