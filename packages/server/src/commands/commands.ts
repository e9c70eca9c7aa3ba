import {
  adminCreateCommand,
  adminDeleteCommand,
  adminListCommand,
  adminResetPasswordCommand,
} from './administrators.ts';
import { alarmsCommand, clearAlarmCommand } from './alarms.ts';
import { backupCommand, restoreCommand } from './backup.ts';
import { deleteCommand, disableCommand, enableCommand } from './change-integration.ts';
import { checkConfigCommand } from './check-config.ts';
import { conferenceListCommand, conferenceShowCommand } from './conferences.ts';
import { configSchemaCommand } from './config-json-schema.ts';
import type { CommandDeclaration } from './declare-command.ts';
import { doctorCommand } from './doctor.ts';
import { importCommand } from './import-integration.ts';
import { exportCommand, listCommand, showCommand } from './list-integrations.ts';
import { maintainCommand } from './maintain.ts';
import { secretCommand } from './make-secret.ts';
import { migrateCommand } from './migrate.ts';
import { recoverCommand } from './recover.ts';
import { roomDeleteCommand, roomImportCommand, roomListCommand } from './rooms.ts';
import { rotateKeysCommand } from './rotate-keys.ts';
import { serveCommand } from './serve.ts';
import { setupCommand } from './set-up.ts';
import { signInCommand } from './sign-in-integration.ts';
import { userDeleteCommand, userImportCommand, userListCommand } from './users.ts';
import { manifestCommand } from './write-manifest.ts';

/** Every command of the program, as help lists them. */
export const commands: readonly CommandDeclaration[] = [
  serveCommand,
  recoverCommand,
  maintainCommand,
  doctorCommand,
  alarmsCommand,
  clearAlarmCommand,
  listCommand,
  showCommand,
  importCommand,
  exportCommand,
  setupCommand,
  manifestCommand,
  signInCommand,
  disableCommand,
  enableCommand,
  deleteCommand,
  conferenceListCommand,
  conferenceShowCommand,
  userListCommand,
  userImportCommand,
  userDeleteCommand,
  roomListCommand,
  roomImportCommand,
  roomDeleteCommand,
  adminCreateCommand,
  adminListCommand,
  adminResetPasswordCommand,
  adminDeleteCommand,
  backupCommand,
  restoreCommand,
  migrateCommand,
  rotateKeysCommand,
  checkConfigCommand,
  configSchemaCommand,
  secretCommand,
];

/** First words that are no commands themselves. */
export const groups: Readonly<Record<string, string>> = {
  integration: 'the integrations in the store',
  conference: 'the conferences in the store',
  user: 'the users of personal VMRs',
  room: 'the personal VMRs in the store',
  admin: 'the accounts of administrators',
  keys: 'the master keys',
  config: 'the configuration file',
};
