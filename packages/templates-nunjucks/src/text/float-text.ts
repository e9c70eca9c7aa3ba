/** A float as Python prints it: shortest digits, an exponent below 1e-4 and from 1e16 on. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) return `${mantissa}e${exponentText(exponent)}`;
  if (exponent < 0) return value.toFixed(Math.max(1, digitsAfterPoint(mantissa) - exponent));
  const text = value.toString();
  return text.includes('.') ? text : `${text}.0`;
}

function digitsAfterPoint(mantissa: string): number {
  const point = mantissa.indexOf('.');
  return point < 0 ? 0 : mantissa.length - point - 1;
}

/** An exponent as C writes it: sign and at least two digits. */
export function exponentText(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${Math.abs(exponent).toString().padStart(2, '0')}`;
}

/** `value` with `digits` (0 to 90) after the point, exact halves to the even neighbour, as C and Python do. */
export function fixedText(value: number, digits: number): string {
  if (!Number.isFinite(value)) return floatText(value);
  if (Math.abs(value) >= 1e21) return BigInt(value).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '');
  const rounded = value.toFixed(digits);
  return isTie(value, digits) ? toEven(value, digits, rounded) : rounded;
}

/** Whether the exact value ends in a 5 right after the kept digits. */
function isTie(value: number, digits: number): boolean {
  const exact = value.toFixed(100);
  const rest = exact.slice(exact.indexOf('.') + 1 + digits);
  return rest.startsWith('5') && /^50*$/.test(rest);
}

function toEven(value: number, digits: number, rounded: string): string {
  const exact = value.toFixed(100);
  const cut = exact.slice(0, exact.indexOf('.') + (digits > 0 ? 1 + digits : 0));
  return Number(cut.at(-1)) % 2 === 0 ? cut : rounded;
}

/** Python's round() of a float; a negative number of digits rounds before the point. */
export function roundFloat(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 90) return value;
  if (digits >= 0) return Number(fixedText(value, digits));
  const unit = 10 ** -digits;
  return Number(fixedText(value / unit, 0)) * unit;
}
