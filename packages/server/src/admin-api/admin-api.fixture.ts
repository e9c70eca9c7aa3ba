export const nobody = {};
export const cookieOf = (headers: Headers) => headers.getSetCookie()[0] ?? '';
export const pairOf = (cookie: string) => cookie.split(';')[0] ?? '';
