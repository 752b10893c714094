// Chooses the one party of a list whose fields are taken. docs/headers.md says how; each rule here has its line there.
import type { Candidate, Part } from './candidates';
import {
	become,
	fillings,
	isAnybodyNamed,
	isGroup,
	isNamePromised,
	isReached,
	type Choice,
	type Parties,
} from './choice';
import {
	groupsOf,
	has,
	hasHalves,
	isName,
	isNamed,
	isNamedLikePerson,
	isOfEachRow,
	isReach,
	isReachable,
	isWhole,
	type Group,
} from './groups';
import { Which } from '../../../input/header/which';
import { Claim } from './meaning';
import type { Rank } from './party';

/** The choice among the columns of a list. */
export function choose(candidates: readonly Candidate[]): Choice {
	const groups = groupsOf(candidates);
	const known = groups.filter(({ unknown }) => unknown === '');
	const of = (rank: Rank) => known.filter((group) => group.rank === rank);
	const parties: Parties = {
		leads: of('lead'),
		contact: of('contact')[0],
		nobody: of('nobody')[0],
		members: of('member'),
		users: of('user'),
		billing: of('billing')[0],
		shipping: of('shipping')[0],
		parents: of('parent'),
		children: of('child'),
		trade: of('trade'),
		company: of('company')[0],
		anonymous: groups.filter(({ unknown, rank }) => unknown !== '' && rank !== 'never'),
	};
	const choice: Choice = { reach: [], names: [], rivals: [], nameRivals: [], single: [], undecided: [] };
	chooseLead(parties, choice);
	chooseOthers(parties, choice);
	addAddresses(parties, choice);
	addDoubtful(parties, choice);
	return choice;
}

/** The lead, the contact, and whom plain headers mean: one person, unless two of them are whole. */
function chooseLead({ leads, contact, nobody, members }: Parties, choice: Choice): void {
	const named = leads.some(isNamed) || isNamed(contact) || isNamed(nobody);
	const all = named || leads.length > 0 ? leads : [...leads, ...members];
	const whole = all.filter(isWhole);
	const [lead] = whole;
	if (lead !== undefined) {
		choice.rivals.push(...whole.slice(1).filter((group) => !isNumberedLater(lead, group)));
		chooseBeside(lead, all, { contact, nobody }, choice);
	} else if (isWhole(contact) && contact !== undefined) {
		chooseBeside(contact, all, { contact: undefined, nobody }, choice);
	} else {
		chooseTogether(all, contact, nobody, choice);
	}
}

/** "Guest 2" is no rival of "Guest 1". */
function isNumberedLater(first: Group, other: Group): boolean {
	const [, word, number] = /^(.*) (\d+)$/.exec(first.id) ?? [];
	const [, otherWord, otherNumber] = /^(.*) (\d+)$/.exec(other.id) ?? [];
	return word !== undefined && word === otherWord && Number(number) < Number(otherNumber);
}

/** One party is whole: it is the lead, and what others have fills what it lacks. */
function chooseBeside(
	main: Group,
	leads: readonly Group[],
	{ contact, nobody }: { contact: Group | undefined; nobody: Group | undefined },
	choice: Choice,
): void {
	const others = leads.filter((group) => group !== main && !isNamed(group));
	choice.reach.push(fillings(main));
	if (isWhole(contact) && contact !== undefined) choice.rivals.push(contact);
	else others.push(...[contact].filter(isGroup));
	const isRival = isWhole(nobody) && isNamedLikePerson(nobody);
	if (isRival && nobody !== undefined) choice.rivals.push(nobody);
	else others.push(...[nobody].filter(isGroup));
	if (others.length > 0) choice.reach.push(fillings(...others));
	const isCompanys = main.candidates.some(
		(one) => isName(one) && one.column.values.companies * 2 > one.column.values.filled,
	);
	choice.names.push(...(isCompanys ? [contact, main] : [main, contact]).filter(isGroup));
}

/** Nobody is whole: a named lead and a plain phone are one person. */
function chooseTogether(
	leads: readonly Group[],
	contact: Group | undefined,
	nobody: Group | undefined,
	choice: Choice,
): void {
	const reachable = leads.filter((group) => isReachable(group));
	if (reachable.length > 0) choice.reach.push(fillings(...reachable));
	if (isGroup(contact) || isGroup(nobody)) choice.reach.push(fillings(contact, nobody));
	const named = leads.filter((group) => isNamed(group));
	if (isWhole(nobody) && isNamedLikePerson(nobody) && !isNamed(contact)) {
		choice.names.push(...[nobody].filter(isGroup));
		choice.nameRivals.push(...named.filter((group) => !isTitle(group, nobody)));
		return;
	}
	choice.names.push(...[contact].filter(isNamed).filter(isGroup), ...named.slice(0, 1));
	choice.nameRivals.push(...(isNamed(contact) ? [] : named.slice(1)));
	choice.names.push(...[nobody].filter(isGroup));
}

/** "Lead Name" beside "First Name" and "Last Name" is what the record is called. */
function isTitle({ id, candidates }: Group, nobody: Group | undefined): boolean {
	return /^leads?$/.test(id) && candidates.filter(isName).every(({ part }) => part === 'name') && hasHalves(nobody);
}

/** Those who are the lead only where nobody else is. */
function chooseOthers(parties: Parties, choice: Choice): void {
	const { members, users, parents, trade, company } = parties;
	if (isReached(choice)) {
		if (isAnybodyNamed(choice)) return;
		const [caller] = users.filter((user) => isWhole(user) && has(user, 'phone'));
		if (caller !== undefined && isReachedAtWorkOnly(choice)) {
			become(caller, [], choice);
			return;
		}
		const [name] = [members, users.filter(isOfEachRow), parents, trade.filter(isOfEachRow)].flatMap((groups) => {
			const named = groups.filter(isNamed);
			return named.length === 1 ? named : [];
		});
		if (name !== undefined) {
			choice.names.unshift(name);
			if (isReachable(name)) choice.reach.unshift(fillings(name));
		} else if (!isNamePromised(choice) && has(company, 'company') && company !== undefined) {
			addCompany(company, trade, choice);
		}
		return;
	}
	const isAlone = !isAnybodyNamed(choice);
	const alone = isAlone ? [members, users, trade, company === undefined ? [] : [company]] : [];
	const isWholeEnough = (group: Group) => {
		if (group.rank === 'trade') return isWhole(group) && has(group, 'phone');
		return group.rank === 'company' ? has(group, 'phone') && (isNamed(group) || has(group, 'company')) : isWhole(group);
	};
	for (const groups of [parents, ...alone]) {
		const [first, ...others] = groups.filter(isWholeEnough);
		if (first === undefined) continue;
		const rivals = groups === parents ? [] : others.filter((group) => !isNumberedLater(first, group));
		become(first, rivals, choice);
		return;
	}
	const [user] = isAlone ? [...members, ...users].filter(isReachable) : [];
	if (user !== undefined) become(user, [], choice);
	else addUserOf(parties, choice);
}

/** "User Mobile" beside "Business Phone" and "Business Name": the business is another. */
function isReachedAtWorkOnly({ reach }: Choice): boolean {
	const columns = reach.flat().flatMap(({ group }) => group.candidates.filter(isReach));
	return columns.every(({ column }) => column.meaning.which === Which.Work);
}

/** A list of businesses: an "Owner Name" is who is called there, an "Owner" may be who is in charge of the row. */
function addCompany(company: Group, trade: readonly Group[], choice: Choice): void {
	const [owner, ...others] = trade.filter(isNamed);
	if (owner === undefined) {
		choice.names.push(company);
		return;
	}
	const isCalledSo = ({ column }: Candidate) => column.meaning.kind === 'name';
	if (others.length === 0 && owner.candidates.filter(isName).some(isCalledSo)) choice.names.push(owner);
	else choice.nameRivals.push(owner, ...others);
	choice.names.push(company);
}

/** "User Phone, User Email, Full Name" of Google Ads: a clerk who types has no phone in the list. */
function addUserOf({ nobody, users }: Parties, choice: Choice): void {
	const [user, ...others] = users;
	const isPlain = choice.names.every((group) => group === nobody) && isNamedLikePerson(nobody);
	if (isPlain && user !== undefined && others.length === 0 && has(user, 'phone') && !isNamed(user))
		choice.reach.push(fillings(user));
}

/** Billing and delivery are the same person's, unless another name stands there. */
function addAddresses({ billing, shipping }: Parties, choice: Choice): void {
	for (const group of [billing, shipping].filter(isGroup)) {
		const isNameless = !isAnybodyNamed(choice);
		if (isNameless && isNamed(group)) {
			choice.names.unshift(group);
			choice.reach.push(fillings(group));
		} else {
			choice.reach.push([{ group, isGuarded: isNamed(group) }]);
		}
	}
}

/** What nobody here knows: a party under an unknown name where there is none else, and single columns that fill what is missing. */
function addDoubtful({ anonymous }: Parties, choice: Choice): void {
	const parties = anonymous.filter(isWhole);
	const [party] = parties;
	if (!isReached(choice) && party !== undefined) {
		if (parties.length === 1) become(party, [], choice);
		else choice.undecided.push(...parties.flatMap(({ candidates }) => candidates));
		return;
	}
	const lone = anonymous.filter((group) => !isWhole(group)).flatMap(({ candidates }) => candidates);
	for (const part of ['phone', 'email', 'name'] as const) {
		if (isHad(part, choice)) continue;
		const able = lone.filter(
			(one) => one.part === part && one.isGood && (part === 'phone' || part === 'email' || isBesideReach(one, choice)),
		);
		const best = able.filter(({ claim }) => claim === Claim.Partly);
		const [only, ...more] = best.length > 0 ? best : able;
		if (only === undefined) continue;
		if (more.length === 0) choice.single.push(only);
		else choice.undecided.push(only, ...more);
	}
}

/** A name under a header that is not understood is taken only beside the phone or the email. */
function isBesideReach(name: Candidate, { reach }: Choice): boolean {
	return reach
		.flat()
		.some(({ group }) =>
			group.candidates.some((one) => isReach(one) && one.isGood && one.column.place === name.column.place),
		);
}

function isHad(part: Part, choice: Choice): boolean {
	if (part === 'phone' || part === 'email') return choice.reach.flat().some(({ group }) => has(group, part));
	return isAnybodyNamed(choice);
}
