import type { OwnTexts } from './own-texts.ts';

/** French. */
export const fr: OwnTexts = {
  working: 'Ajout de la salle…',
  workingSlow: 'Ajout de la salle en cours. Cela prend plus de temps que d’habitude.',
  removing: 'Retrait de la salle…',
  inviting: 'Invitation de la boîte aux lettres…',
  remove: 'Retirer de cette réunion',
  removedHeading: 'Salle retirée',
  removedMessage: 'Ce brouillon est de nouveau une réunion ordinaire.',
  removedText:
    'Veuillez supprimer vous-même les instructions de connexion du texte : le reste pourrait sinon être endommagé.',
  removedMailbox: 'Veuillez retirer vous-même {name} des participants.',
  removedLocation: 'Veuillez retirer vous-même la ligne de la salle du lieu.',
  window: 'La salle ouvre {before} minutes avant la réunion et ferme {after} minutes après.',
  askHeading: 'À qui est cette salle ?',
  askMessage:
    'Cette invitation porte la salle d’une réunion à une autre heure, ou d’une réunion copiée. Une salle ne peut servir qu’à une seule réunion.',
  askKeep: 'Garder cette salle',
  askReplace: 'Prendre une nouvelle salle',
  keptHeading: 'Rien n’a été modifié',
  keptMessage: 'L’invitation garde sa salle.',
  mailboxMissing:
    'Outlook n’a pas ajouté la boîte aux lettres qui réserve la salle. Sans elle, aucune salle n’est réservée. Ajoutez-la aux participants :',
  mailboxAbsent:
    'La boîte aux lettres qui réserve la salle n’est pas parmi les participants. Sans elle, aucune salle n’est réservée.',
  mailboxAdd: 'Inviter {name}',
  copy: 'Copier',
  copied: 'Copié',
  locationMissing: 'Outlook n’a pas ajouté cette ligne au lieu :',
  oldText:
    'Les instructions précédentes sont encore dans le texte, car le reste pourrait être endommagé. Veuillez les supprimer vous-même.',
  notShown:
    'Outlook a pris les instructions mais ne les affiche pas encore. Regardez l’invitation dans un instant, avant de l’envoyer.',
  foreign: 'Cette invitation indique aussi comment participer avec {product}. Gardez l’un des deux.',
  late: 'Outlook n’a pas répondu. Rien d’autre n’a été modifié ; appuyez de nouveau sur le bouton.',
  draftRefused: 'Outlook a refusé de modifier cette invitation. Rien n’a été modifié.',
  unable: 'Cette version d’Outlook ne peut pas le faire.',
  unsteady:
    'Le texte était en cours de modification. Rien n’a été modifié ; appuyez de nouveau quand vous aurez fini d’écrire.',
  token:
    'Outlook n’a pas confirmé qui vous êtes. Fermez le volet et rouvrez-le ; si cela ne suffit pas, prévenez votre administrateur.',
  tooMany: 'Trop de demandes en peu de temps. Veuillez attendre une minute.',
  outdated: 'Le service a été mis à jour. Fermez ce volet et rouvrez-le.',
  goneHeading: 'Cette réunion n’est plus ouverte',
  goneMessage: 'Elle a été envoyée ou fermée. Pour modifier une réunion, ouvrez-la puis rouvrez ce volet.',
  listing: 'Recherche de vos salles …',
  personalMessage: 'Les instructions de connexion de {name} sont dans votre invitation.',
  roomsOf: 'Salles de {account}',
  signInPreparing: 'Préparation de la connexion …',
  signInHeading: 'Connectez-vous pour continuer',
  signInMessage: 'Une fenêtre s’ouvre à cet effet. Si elle demande deux chiffres, saisissez ceux-ci :',
  signInOpen: 'Continuez dans la fenêtre. Si elle demande deux chiffres, saisissez ceux-ci :',
  signInConfirming: 'Presque terminé : confirmez dans la fenêtre, ou saisissez-y ces deux chiffres :',
  signInBlocked:
    'Outlook n’a pas ouvert de fenêtre. Autorisez les fenêtres pour cette page, ou continuez dans un navigateur.',
  signInHint: 'Aucune fenêtre, une fenêtre vide ou un message sur votre appareil ?',
  signInBrowser: 'Continuer dans le navigateur',
  signInStuck: 'Rien ne se passe ?',
  signInStuckCauses:
    'Si la page indique que vous n’êtes pas autorisé ou demande une approbation, communiquez à votre administrateur le numéro affiché. Si elle mentionne votre appareil ou reste vide, continuez dans le navigateur. Pour recommencer, fermez la fenêtre ou annulez ici.',
  cancel: 'Annuler',
  otherHeading: 'Est-ce votre compte ?',
  otherMessage: 'Vous êtes connu comme {account}, et le calendrier appartient à {mailbox}.',
  otherUse: 'Utiliser les salles de {account}',
  otherSignIn: 'Se connecter avec un autre compte',
  details: 'Détails',
  reference: 'Référence pour votre administrateur : {reference}',
};
