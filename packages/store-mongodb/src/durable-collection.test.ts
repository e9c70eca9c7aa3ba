import { MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import { durableCollection } from './durable-collection.ts';

it.each(['', '?w=1&journal=false&wtimeoutMS=5', '?readConcernLevel=local&readPreference=secondary'])(
  'a collection waits ten seconds for the majority and its journal, also over a connection string with "%s"',
  (query) => {
    const client = new MongoClient(`mongodb://db.example.com/${query}`);
    const { readConcern, readPreference, writeConcern } = durableCollection(client.db('kit'), 'notes');
    expect(readConcern).toMatchObject({ level: 'majority' });
    expect(readPreference).toMatchObject({ mode: 'primary' });
    expect(writeConcern).toMatchObject({ w: 'majority', journal: true });
    expect(writeConcern?.wtimeoutMS).toBe(10_000);
  },
);
