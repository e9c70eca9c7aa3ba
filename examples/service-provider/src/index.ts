export type { Customer, CustomerMail } from './customer.ts';
export { customerGrant, customerRecord } from './customer-record.ts';
export { firstToken, type NewServer } from './first-token.ts';
export { type KeptCustomer, keepCustomers } from './keep-customers.ts';
export { type SimulatedCustomers, startExchange } from './start-exchange.ts';
export { type ProviderServer, startServer } from './start-server.ts';
