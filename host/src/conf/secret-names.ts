// Which names of a driver's configuration stand for secrets, so that their values are shown to nobody.

const SECRETS = [/secret|token|passw|passphrase|credential/i, /(?:^|[-_.])key$/i, /[a-z]Key$/];

/** True for what calls itself a secret, a token, a password or a key. */
export function isSecretName(name: string): boolean {
  return SECRETS.some((pattern) => pattern.test(name));
}
