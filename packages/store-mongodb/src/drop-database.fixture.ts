import { MongoClient } from 'mongodb';

/** Removes a test's database with all that is in it. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  const client = new MongoClient(url);
  try {
    await client.db(name).dropDatabase();
  } finally {
    await client.close();
  }
}
