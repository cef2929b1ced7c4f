import type { Fields } from '../json';

/**
 * What every tenant has been set up with, so that a write may name it although no collection of the test's holds it:
 * `currency: {code: "EUR"}`. A test's own records go before these.
 */
export const setUp: Readonly<Record<string, readonly Fields[]>> = {
  account_types: [{ id: 1, name: 'Acme Corporate', active: true }],
  business_groups: ['Everyone', 'Europe', 'Asia'].map((name, index) => ({ id: index + 1, name })),
  commodities: ['Office Supplies', 'Services'].map((name, index) => ({ id: index + 1, name, active: true })),
  countries: [
    ['US', 'United States'],
    ['DE', 'Germany'],
    ['FR', 'France'],
    ['JP', 'Japan'],
  ].map(([code, name], index) => ({ id: index + 1, code, name })),
  currencies: ['USD', 'EUR', 'JPY', 'GBP', 'CHF', 'SEK'].map((code, index) => ({
    id: index + 1,
    code,
    decimals: code === 'JPY' ? 0 : 2,
  })),
  departments: ['Finance', 'Plant'].map((name, index) => ({ id: index + 1, name, active: true })),
  languages: [{ id: 1, code: 'en', name: 'English' }],
  payment_terms: ['Net 30', 'Net 60', 'Immediate'].map((code, index) => ({
    id: index + 1,
    code,
    active: true,
  })),
  roles: ['User', 'Buyer', 'Approver', 'Admin'].map((name, index) => ({ id: index + 1, name })),
  shipping_terms: ['Delivered', 'FOB'].map((code, index) => ({ id: index + 1, code, active: true })),
  tax_codes: ['VAT19', 'VAT7'].map((code, index) => ({
    id: index + 1,
    code,
    country: { id: 2, code: 'DE' },
  })),
  uoms: [
    ['EA', 'Each'],
    ['KG', 'Kilogram'],
  ].map(([code, name], index) => ({ id: index + 1, code, name, active: true })),
};
