import { exponentText, fixedText, floatText } from './float-text.ts';

/** `%e`: one digit, the point, `digits` digits, the exponent. */
export function exponentForm(value: number, digits: number): string {
  if (!Number.isFinite(value)) return floatText(value);
  const [mantissa = '', power = '0'] = value.toExponential(digits).split('e');
  return `${mantissa}e${exponentText(Number(power))}`;
}

/** `%g`: the shorter of the fixed and the exponent form with `digits` significant digits. */
export function generalForm(
  value: number,
  options: { readonly digits: number; readonly keepZeros?: boolean },
): string {
  if (!Number.isFinite(value)) return floatText(value);
  const digits = Math.max(1, options.digits);
  const exponent = value === 0 ? 0 : Number(value.toExponential(digits - 1).split('e')[1]);
  const fixed = exponent >= -4 && exponent < digits;
  const text = fixed ? fixedText(value, digits - 1 - exponent) : exponentForm(value, digits - 1);
  return options.keepZeros ? text : withoutZeros(text);
}

function withoutZeros(text: string): string {
  const [mantissa = '', power] = text.split('e');
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return power === undefined ? short : `${short}e${power}`;
}
