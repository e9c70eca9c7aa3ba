import type { EquipmentMailbox } from '@vmrkit/core';

/** The mailbox with some of its calls replaced. */
export function alteredMailbox(
  mailbox: EquipmentMailbox,
  replaced: Partial<Pick<EquipmentMailbox, 'read' | 'readMark' | 'calendarView' | 'respond'>>,
): EquipmentMailbox {
  return new Proxy(mailbox, {
    get: (target, name) => {
      const value: unknown = Reflect.get(replaced, name) ?? Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
