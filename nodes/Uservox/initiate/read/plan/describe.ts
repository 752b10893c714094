// Says in words what a plan takes, and what it passes over.
import type { LeadFieldId } from '../../../model/lead';
import type { PassedOver, Plan, Source } from './plan';

export interface MappingNote {
	code: 'mapping' | 'phonePassedOver';
	text: string;
}

const NAMES: Readonly<Record<LeadFieldId, string>> = {
	phone: 'phone',
	email: 'email',
	name: 'full name',
	firstName: 'first name',
	lastName: 'last name',
	referenceId: 'reference ID',
	groupId: 'group',
};
const MOST_NAMED = 3;

/** Names in quotes, the first ones. */
export function quoted(names: Iterable<string>): string {
	const all = [...new Set(names)];
	const shown = all.slice(0, MOST_NAMED).map((name) => `"${name.slice(0, 60)}"`);
	const more = all.length - shown.length;
	return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

const WHY: Readonly<Record<PassedOver['why'], string>> = {
	fax: 'a fax',
	running: 'a running number',
	undecided: 'one of several that may be the lead’s',
	unclear: 'not known whose',
	never: 'somebody else’s',
	trade: 'somebody else’s',
	parent: 'a parent’s',
	child: 'a child’s',
	company: 'the company’s',
	user: 'a user’s',
	member: 'a member’s',
	billing: 'the invoice’s',
	shipping: 'the delivery’s',
	contact: 'another contact’s',
	lead: 'another person’s',
	nobody: 'not known whose',
};

/** The columns of a plan by the lead field that they feed. */
function fieldsOf(plan: Plan): Array<[LeadFieldId, readonly Source[]]> {
	const halves = (part: 'name' | 'firstName' | 'lastName') => plan.names.flatMap((names) => names[part]);
	return [
		['phone', plan.phones],
		['email', plan.emails],
		['name', [...halves('name'), ...plan.names.flatMap(({ company }) => company)]],
		['firstName', halves('firstName')],
		['lastName', halves('lastName')],
		['referenceId', plan.referenceId],
		['groupId', plan.groupId],
	];
}

/**
 * One line on what fed which field, and one on what was left.
 * @param used the columns from which a value was taken
 */
export function mappingNotes(
	plan: Plan,
	used: ReadonlySet<Source>,
	without: { phone: boolean; email: boolean },
): MappingNote[] {
	const notes: MappingNote[] = [];
	const { place, passedOver } = plan;
	const fed = [plan, ...laterPlans(plan)].flatMap(fieldsOf).flatMap(([field, sources]) => {
		const names = sources.filter((source) => used.has(source)).map(({ name }) => inPlace(name, place));
		return names.length === 0 ? [] : [`${NAMES[field]} from ${quoted(names)}`];
	});
	if (fed.length > 0) {
		const where = place.length > 0 ? `, in "${place.join('.')}" of each item` : '';
		notes.push({ code: 'mapping', text: `Mapped automatically: ${fed.join(', ')}${where}.` });
	}
	for (const part of ['phone', 'email'] as const) {
		const left = passedOver.filter((one) => one.part === part);
		if (left.length === 0) continue;
		const whys = [...new Set(left.map(({ why }) => WHY[why]))];
		const reasons = whys.map((why) => {
			const names = left.filter((one) => WHY[one.why] === why).map(({ name }) => inPlace(name, place));
			return `${quoted(names)} (${why})`;
		});
		const lacks = without[part]
			? `Some leads were read without ${part === 'email' ? 'an email' : 'a phone number'}. `
			: '';
		notes.push({
			code: 'phonePassedOver',
			text: `${lacks}Passed over: ${reasons.join(', ')}.${without[part] ? ' To use one, choose "Map Each Column Manually" for Lead Fields.' : ''}`,
		});
	}
	return notes;
}

function inPlace(name: string, place: readonly string[]): string {
	const prefix = place.length === 0 ? '' : `${place.filter((key) => key !== '').join('.')}.`;
	return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function laterPlans({ otherwise }: Plan): Plan[] {
	return otherwise === undefined ? [] : [otherwise, ...laterPlans(otherwise)];
}
