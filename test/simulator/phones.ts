// Phone numbers as the simulated API may keep, compare and show them.
import type { Settings } from './settings';

type PhoneSettings = Pick<Settings, 'phoneForm' | 'samePhone' | 'countryCode'>;

/** A phone without spaces and punctuation, so that `+999 88888-33333` equals `9998888833333`. */
export function comparablePhone(phone: string): string {
	return phone.replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * A phone in E.164. What has no + or 00 is national when it has at most ten digits without its trunk 0, and gets
 * the country code; a longer one is taken to have its own.
 */
export function e164(phone: string, countryCode: string): string {
	const plain = comparablePhone(phone);
	if (phone.trim().startsWith('+')) return `+${plain}`;
	if (plain.startsWith('00')) return `+${plain.slice(2)}`;
	const national = plain.replace(/^0/, '');
	return national.length > 10 ? `+${national}` : `+${countryCode}${national}`;
}

/** The phone as it is kept and shown. */
export function keptPhone(phone: string, { phoneForm, countryCode }: PhoneSettings): string {
	switch (phoneForm) {
		case 'asSent':
			return phone;
		case 'digits':
			return comparablePhone(phone);
		case 'e164':
			return e164(phone, countryCode);
	}
}

/** Equal for phones that the API takes for the same. */
export function phoneKey(phone: string, settings: PhoneSettings): string {
	return comparablePhone(
		settings.samePhone === 'e164' ? e164(phone, settings.countryCode) : keptPhone(phone, settings),
	);
}

/** Equal for a phone in any of its forms; different people's numbers may share it. */
export function phoneEnding(phone: string): string {
	return comparablePhone(phone).slice(-6);
}

/** Whether a kept phone matches a filter. */
export function matchesPhone(kept: string, wanted: string, how: Settings['phoneFilter'], countryCode: string): boolean {
	switch (how) {
		case 'letter':
			return kept === wanted;
		case 'digits':
			return comparablePhone(kept) === comparablePhone(wanted);
		case 'lastTen':
			return comparablePhone(kept).slice(-10) === comparablePhone(wanted).slice(-10);
		case 'e164':
			return e164(kept, countryCode) === e164(wanted, countryCode);
	}
}

/** All digits but the last four as stars. */
export function maskedPhone(phone: string): string {
	return phone.slice(0, -4).replace(/\d/g, '*') + phone.slice(-4);
}
