/** HTML that stands above fresh instructions unless the operator gives another text. */
export const DEFAULT_UPDATE_MESSAGE =
  '<p>The joining details of this meeting have changed. Please use the ones below; earlier ones no longer work.</p>';
