import type { OwnTexts } from './own-texts.ts';

/** Spanish. */
export const es: OwnTexts = {
  working: 'Añadiendo la sala…',
  workingSlow: 'Todavía se está añadiendo la sala. Tarda más de lo habitual.',
  removing: 'Quitando la sala…',
  inviting: 'Invitando al buzón…',
  remove: 'Quitar de esta reunión',
  removedHeading: 'Sala quitada',
  removedMessage: 'Este borrador vuelve a ser una reunión normal.',
  removedText: 'Borre usted las instrucciones de acceso del texto: de lo contrario el resto podría dañarse.',
  removedMailbox: 'Quite usted a {name} de los asistentes.',
  removedLocation: 'Quite usted la línea de la sala de la ubicación.',
  window: 'La sala se abre {before} minutos antes de la reunión y se cierra {after} minutos después.',
  askHeading: '¿De qué reunión es esta sala?',
  askMessage:
    'Esta invitación lleva la sala de una reunión a otra hora, o de una que se copió. Una sala solo puede servir a una reunión.',
  askKeep: 'Conservar esta sala',
  askReplace: 'Tomar una sala nueva',
  keptHeading: 'No se ha cambiado nada',
  keptMessage: 'La invitación conserva su sala.',
  mailboxMissing:
    'Outlook no ha añadido el buzón que reserva la sala. Sin él no se reserva ninguna sala. Añádalo a los asistentes:',
  mailboxAbsent:
    'El buzón que reserva la sala no está entre los asistentes. Sin él no se reserva ninguna sala.',
  mailboxAdd: 'Invitar a {name}',
  copy: 'Copiar',
  copied: 'Copiado',
  locationMissing: 'Outlook no ha añadido esta línea a la ubicación:',
  oldText: 'Las instrucciones anteriores siguen en el texto, porque el resto podría dañarse. Bórrelas usted.',
  notShown:
    'Outlook ha aceptado las instrucciones pero aún no las muestra. Mire la invitación dentro de un momento, antes de enviarla.',
  foreign: 'Esta invitación también indica cómo unirse con {product}. Conserve una de las dos.',
  late: 'Outlook no ha respondido. No se ha cambiado nada más; vuelva a pulsar el botón.',
  draftRefused: 'Outlook se ha negado a cambiar esta invitación. No se ha cambiado nada.',
  unable: 'Esta versión de Outlook no puede hacerlo.',
  unsteady:
    'El texto se estaba editando. No se ha cambiado nada; vuelva a pulsar cuando termine de escribir.',
  token:
    'Outlook no ha confirmado quién es usted. Cierre el panel y ábralo de nuevo; si no sirve, avise a su administrador.',
  tooMany: 'Demasiadas solicitudes en poco tiempo. Espere un minuto.',
  outdated: 'El servicio se ha actualizado. Cierre este panel y ábralo de nuevo.',
  goneHeading: 'Esta reunión ya no está abierta',
  goneMessage: 'Se ha enviado o cerrado. Para cambiar una reunión, ábrala y abra de nuevo este panel.',
  listing: 'Buscando sus salas …',
  personalMessage: 'Las instrucciones de acceso de {name} están en su invitación.',
  roomsOf: 'Salas de {account}',
  signInPreparing: 'Preparando el inicio de sesión …',
  signInHeading: 'Inicie sesión para continuar',
  signInMessage: 'Se abre una ventana para ello. Si pide dos cifras, escriba estas:',
  signInOpen: 'Continúe en la ventana. Si pide dos cifras, escriba estas:',
  signInConfirming: 'Casi está: confirme en la ventana, o escriba allí estas dos cifras:',
  signInBlocked:
    'Outlook no abrió ninguna ventana. Permita las ventanas emergentes de esta página, o continúe en un navegador.',
  signInHint: '¿Ninguna ventana, una vacía o un mensaje sobre su dispositivo?',
  signInBrowser: 'Continuar en el navegador',
  signInStuck: '¿No avanza?',
  signInStuckCauses:
    'Si la página dice que no tiene acceso asignado o pide una aprobación, indique a su administrador el número que muestra. Si menciona su dispositivo o queda vacía, continúe en el navegador. Para empezar de nuevo, cierre la ventana o cancele aquí.',
  cancel: 'Cancelar',
  otherHeading: '¿Es esta su cuenta?',
  otherMessage: 'Se le conoce como {account}, y el calendario pertenece a {mailbox}.',
  otherUse: 'Usar las salas de {account}',
  otherSignIn: 'Iniciar sesión con otra cuenta',
  details: 'Detalles',
  reference: 'Referencia para su administrador: {reference}',
};
