// The headers that generated lists draw from: the lead's, other people's, and columns that are nobody's.

/** How a language calls what is known of the lead, and of people who are not. */
export interface Language {
	mobile: readonly string[];
	phone: readonly string[];
	home: readonly string[];
	work: readonly string[];
	fax: readonly string[];
	email: readonly string[];
	name: readonly string[];
	halves: ReadonlyArray<readonly [first: string, last: string]>;
	doNotCall: readonly string[];
	yes: readonly string[];
	no: readonly string[];
	/** Name, phone and email of somebody who is never the lead. */
	others: ReadonlyArray<readonly [name: string, phone: string, email: string]>;
}

const ENGLISH: Language = {
	mobile: ['Mobile', 'Mobile No.', 'Cell Phone', 'mobile_number', 'Cell'],
	phone: ['Phone', 'Phone Number', 'phone', 'Contact No', 'Telephone', 'Tel.'],
	home: ['Home Phone', 'Landline', 'home_phone'],
	work: ['Work Phone', 'Office Phone', 'Business Phone'],
	fax: ['Fax', 'Fax Number', 'Business Fax', 'fax_no'],
	email: ['Email', 'E-mail', 'email_address', 'Email ID'],
	name: ['Name', 'Full Name', 'full_name'],
	halves: [
		['First Name', 'Last Name'],
		['first_name', 'last_name'],
		['Given Name', 'Surname'],
	],
	doNotCall: ['Do Not Call', 'DNC', 'do_not_call', 'DND', 'Opted out of calls'],
	yes: ['Yes', 'TRUE', '1', 'Y', 'x'],
	no: ['No', 'FALSE', '0', 'N', ''],
	others: [
		'Sales Rep',
		'Lead Owner',
		'Account Manager',
		'Agent',
		'Assigned To',
		'Emergency Contact',
		'Host',
		'Referred By',
		'Created By',
		'Owner',
		'Doctor',
		'Spouse',
		'Landlord',
		'Driver',
		'Company',
		'Counsellor',
		'Receiver',
	].map((who) => [`${who} Name`, `${who} Phone`, `${who} Email`] as const),
};

export const LANGUAGES: Readonly<Record<string, Language>> = {
	en: ENGLISH,
	snake: {
		...ENGLISH,
		others: ['owner', 'agent', 'assignee', 'host', 'sales_rep', 'manager', 'company', 'receiver'].map(
			(who) => [`${who}_name`, `${who}_mobile`, `${who}_email`] as const,
		),
	},
	de: {
		mobile: ['Handy', 'Mobilnummer', 'Mobiltelefon'],
		phone: ['Telefon', 'Telefonnummer', 'Rufnummer'],
		home: ['Festnetz', 'Telefon privat'],
		work: ['Telefon geschäftlich', 'Diensttelefon'],
		fax: ['Fax', 'Faxnummer', 'Telefax'],
		email: ['E-Mail', 'E-Mail-Adresse', 'Mail'],
		name: ['Name', 'Vor- und Nachname', 'Kundenname'],
		halves: [['Vorname', 'Nachname']],
		doNotCall: ['Nicht anrufen', 'Werbesperre'],
		yes: ['ja', 'x'],
		no: ['nein', ''],
		others: ['Makler', 'Vermieter', 'Arzt', 'Mitarbeiter'].map(
			(who) => [`${who} Name`, `${who} Telefon`, `${who} E-Mail`] as const,
		),
	},
	fr: {
		mobile: ['Portable', 'Téléphone portable', 'Mobile'],
		phone: ['Téléphone', 'Numéro de téléphone', 'Tél.'],
		home: ['Téléphone fixe'],
		work: ['Téléphone professionnel'],
		fax: ['Fax', 'Télécopie'],
		email: ['Courriel', 'E-mail', 'Adresse e-mail'],
		name: ['Nom complet', 'Nom et prénom'],
		halves: [['Prénom', 'Nom']],
		doNotCall: ['Ne pas appeler'],
		yes: ['oui'],
		no: ['non', ''],
		others: ['agent', 'médecin', 'propriétaire', 'fournisseur'].map(
			(who) => [`Nom ${who}`, `Téléphone ${who}`, `Email ${who}`] as const,
		),
	},
	es: {
		mobile: ['Móvil', 'Celular', 'Teléfono móvil'],
		phone: ['Teléfono', 'Número de teléfono'],
		home: ['Teléfono fijo', 'Teléfono casa'],
		work: ['Teléfono trabajo'],
		fax: ['Fax'],
		email: ['Correo', 'Correo electrónico', 'Email'],
		name: ['Nombre completo', 'Nombre y apellidos'],
		halves: [['Nombre', 'Apellidos']],
		doNotCall: ['No llamar'],
		yes: ['sí', 'Si'],
		no: ['no', ''],
		others: ['vendedor', 'agente', 'médico', 'propietario'].map(
			(who) => [`Nombre del ${who}`, `Teléfono del ${who}`, `Correo del ${who}`] as const,
		),
	},
	ru: {
		mobile: ['Мобильный', 'Мобильный телефон'],
		phone: ['Телефон', 'Номер телефона'],
		home: ['Домашний телефон'],
		work: ['Рабочий телефон'],
		fax: ['Факс'],
		email: ['Почта', 'Электронная почта', 'E-mail'],
		name: ['ФИО', 'Имя клиента'],
		halves: [['Имя', 'Фамилия']],
		doNotCall: ['Не звонить'],
		yes: ['да'],
		no: ['нет', ''],
		others: ['агента', 'врача', 'владельца'].map((who) => [`Имя ${who}`, `Телефон ${who}`, `Почта ${who}`] as const),
	},
};

/** Whom a header of the lead may name. */
export const LEAD_WORDS: readonly string[] = [
	'',
	'',
	'',
	'Customer',
	'Client',
	'Lead',
	'Patient',
	'Contact',
	'Prospect',
];

/** Columns that hold nobody, by what they are made of: # a digit, A a letter. */
export const JUNK: ReadonlyArray<readonly [header: string, pattern: string]> = [
	['ID', '####'],
	['Order Number', '##########'],
	['Tracking Number', '############'],
	['Policy No', '1########'],
	['Pincode', '######'],
	['Created Date', '2024-05-1#'],
	['created_at', '17145504##'],
	['Amount', '####.##'],
	['City', 'Oldtown'],
	['Product Name', 'Green Chair'],
	['Campaign Name', 'Summer Sale'],
	['utm_source', 'mail'],
	['IP Address', '192.0.2.#'],
	['IMEI', '35#############'],
	['GST No', '27AAAPL####C1ZV'],
	['Website', 'https://example.com/#'],
	['Notes', 'call back at +1 202 555 099#'],
	['Account Number', '1###########'],
	['Rating', '#'],
	['Company', 'Green Ltd'],
	['Status', 'New'],
	['Zyx', 'AAA-####'],
	['Number of Employees', '1##'],
];
