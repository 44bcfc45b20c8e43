import { locale } from '../../lib/format/locale';

const common = ['EUR', 'USD', 'GBP', 'CHF'];
const others =
  'AED ARS AUD BGN BRL CAD CLP CNY COP CZK DKK EGP HKD HUF IDR ILS INR ISK JPY KES KRW KWD MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD SAR SEK SGD THB TND TRY TWD UAH VND ZAR'.split(
    ' ',
  );

/** The currencies to choose from, the ones most used first; `current` is always among them. */
export function currencyChoices(
  current: string,
  label: (code: string, name: string) => string,
): { value: string; label: string }[] {
  const codes = [...common, ...others];
  if (!codes.includes(current)) codes.push(current);
  return codes.map((code) => ({ value: code, label: label(code, nameOf(code)) }));
}

function nameOf(code: string): string {
  try {
    return new Intl.DisplayNames([locale()], { type: 'currency' }).of(code) ?? '';
  } catch {
    return '';
  }
}
