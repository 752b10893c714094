// The headers that people write for each lead field, in the languages we know. docs/headers.md shows them; a test keeps the two in step.
import type { LeadFieldId } from '../../model/lead';

/** Headers that mean a lead field. Compared without case, accents, spaces and punctuation. */
export const ALIASES: Readonly<Record<LeadFieldId, readonly string[]>> = {
	phone: [
		...['phone number', 'phone no', 'phone num', 'phones', 'phone numbers', 'ph no', 'ph number'],
		...['mobile', 'mobile number', 'mobile no', 'mobile num', 'mobile phone', 'mobile phone number', 'mob', 'mob no'],
		...[
			'mob number',
			'cell',
			'cell phone',
			'cell phone number',
			'cell number',
			'cell no',
			'cellular',
			'cellular phone',
		],
		...['telephone', 'telephone number', 'telephone no', 'tel', 'tel no', 'tel number', 'landline', 'phone mobile'],
		...[
			'contact number',
			'contact no',
			'contact phone',
			'contact mobile',
			'contact phone number',
			'contact mobile number',
		],
		...[
			'whatsapp',
			'whatsapp number',
			'whatsapp no',
			'whatsapp phone',
			'whatsapp mobile',
			'whatsapp phone number',
			'wa number',
		],
		...[
			'msisdn',
			'hs_whatsapp_phone_number',
			'phone 1',
			'phone 1 value',
			'phone number 1',
			'mobile 1',
			'mobile number 1',
		],
		...['Telefon', 'Telefonnummer', 'Telefonnr', 'Tel-Nr', 'Telnummer', 'Handynummer', 'Handynr', 'Mobil'],
		...['Mobilnummer', 'Mobilnr', 'Mobiltelefon', 'Mobilfunk', 'Mobilfunknummer', 'Telefon mobil', 'Rufnummer'],
		...['WhatsApp-Nummer', 'Festnetz', 'Festnetznummer', 'Téléphone', 'Numéro de téléphone', 'Numéro téléphone'],
		...['N° de téléphone', 'N° téléphone', 'No de téléphone', 'No téléphone', 'Téléphone portable'],
		...['Téléphone mobile', 'Numéro de portable', 'Numéro portable', 'Numéro de mobile', 'Numéro mobile', 'GSM'],
		...[
			'Numéro WhatsApp',
			'Teléfono',
			'Número de teléfono',
			'Número teléfono',
			'N° de teléfono',
			'N° teléfono',
			'Móvil',
		],
		...['Teléfono móvil', 'Número de móvil', 'Número móvil', 'Celular', 'Teléfono celular', 'Número de celular'],
		...['Número celular', 'Número de WhatsApp', 'Teléfono de contacto', 'Número de contacto', 'Telefone', 'Fone'],
		...['Número de telefone', 'Nº de telefone', 'Número do telefone', 'Telemóvel', 'Número de telemóvel'],
		...['Telefone celular', 'Número do celular', 'Telefone de contato', 'Número do WhatsApp', 'Cellulare'],
		...[
			'Numero di telefono',
			'Numero di cellulare',
			'फ़ोन',
			'फ़ोन नंबर',
			'फ़ोन नम्बर',
			'मोबाइल',
			'मोबाइल नंबर',
			'मोबाइल नम्बर',
		],
		...['मोबाइल फ़ोन', 'दूरभाष', 'दूरभाष नंबर', 'टेलीफोन', 'संपर्क नंबर', 'सम्पर्क नंबर', 'व्हाट्सएप', 'व्हाट्सएप नंबर'],
		...['व्हाट्सऐप नंबर', 'मोबाइल नं', 'फ़ोन नं'],
	],
	email: [
		...['email address', 'email addresses', 'email id', 'emails', 'mail', 'mail address', 'mail id', 'email 1'],
		...[
			'email 1 value',
			'electronic mail',
			'E-Mail-Adresse',
			'Mailadresse',
			'Courriel',
			'Adresse e-mail',
			'Adresse mail',
		],
		...['Adresse courriel', 'Adresse électronique', 'Correo', 'Correo electrónico', 'Dirección de correo'],
		...['Dirección de correo electrónico', 'Dirección de email', 'Correio eletrônico', 'Correio electrónico'],
		...[
			'Endereço de e-mail',
			'Endereço de correio eletrônico',
			'Indirizzo email',
			'ईमेल',
			'ई-मेल',
			'ईमेल आईडी',
			'ईमेल पता',
		],
	],
	name: [
		...[
			'full name',
			'contact name',
			'contact person',
			'contact person name',
			'lead name',
			'person name',
			'complete name',
		],
		...['first and last name', 'name and surname', 'name surname', 'names', 'customer full name', 'client full name'],
		...['Vollständiger Name', 'Vor- und Nachname', 'Vorname Nachname', 'Vorname und Nachname', 'Ansprechpartner'],
		...['Kontaktname', 'Nom complet', 'Nom et prénom', 'Nom et prénoms', 'Prénom et nom', 'Nom prénom', 'Prénom nom'],
		...['Nom du contact', 'Nombre completo', 'Nombre y apellido', 'Nombre y apellidos', 'Nombre del contacto'],
		...['Nombre de contacto', 'Nome completo', 'Nome e sobrenome', 'Nome do contato', 'Nome do contacto'],
		...['Nome e cognome', 'नाम', 'पूरा नाम', 'छात्र का नाम'],
	],
	firstName: [
		...['given name', 'given names', 'forename', 'fname', 'Vorname', 'Rufname', 'Prénom', 'Prénoms', 'Nombre de pila'],
		...['Primer nombre', 'Primeiro nome', 'पहला नाम', 'प्रथम नाम'],
	],
	lastName: [
		...['surname', 'family name', 'lname', 'Nachname', 'Familienname', 'Zuname', 'Nom de famille', 'Apellido'],
		...['Apellidos', 'Sobrenome', 'Último nome', 'Cognome', 'उपनाम', 'कुलनाम', 'अंतिम नाम', 'सरनेम'],
	],
	referenceId: ['crm id', 'external id', 'lead reference'],
	groupId: ['group'],
};

/** Headers that often hold a company. A person's name wins over them. */
export const COMPANY_OR_PERSON: readonly string[] = [
	...['customer name', 'client name', 'account name', 'Kundenname', 'Name des Kunden', 'Nom du client', 'Nom client'],
	...['Nombre del cliente', 'Nome do cliente', 'ग्राहक का नाम'],
];

/** Headers that are taken only if their value is a phone number: "Contact" may be a name, and "Handy" an English word. */
export const PHONE_BY_VALUE_ALONE: readonly string[] = ['contact', 'ph', 'Handy', 'Portable'];

/** Words that are a first (or last) name beside its other half, and the whole name alone. */
export const HALF_OR_WHOLE: Readonly<Record<'firstName' | 'lastName', readonly string[]>> = {
	firstName: ['Nombre', 'Nombres', 'Nome'],
	lastName: ['Nom'],
};

/** How forms ask: what may precede the header proper. */
export const QUESTIONS: readonly RegExp[] = [
	/^(?:(?:and|also|lastly|finally) )?(?:please )?(?:(?:enter|provide|type|type in|give|give us|share|tell us|write|insert|confirm) )?(?:what(?: is| s|s) )?(?:your |the |ur )?(?=\S)/,
	/^(?:bitte )?(?:wie (?:lautet|ist) )?(?:ihre |ihr |deine |dein )?(?=\S)/,
	/^(?:quel(?:le)? est )?(?:votre |ton |ta )?(?=\S)/,
	/^(?:cual es )?(?:su |tu )?(?=\S)/,
	/^(?:qual e )?(?:o |a )?(?:seu |sua )?(?=\S)/,
	/^(?:q )?\d{1,2} (?=\p{L})/u,
	/^property (?=\S)/,
	/^(?:आपका|आपकी|अपना) (?=\S)/,
];
/** What may follow it. */
export const ENDING = / (?:here|please|below|to reach you|to call you|ein|an|eingeben|angeben|hier)$/;

/** Which of several phones or emails it is: "Primary Phone", "Work Email". Not for names: a "Business Name" is a company's. */
export const WHICH =
	/^(?:primary|main|personal|best|preferred|current|work|business|office|home|private|registered|reg) /;
/** Whose it is: "Student Name". */
export const WHOSE =
	/^(?:user|student|candidate|patient|applicant|guest|prospect|lead|contact|member|buyer|subscriber|attendee|participant|learner|person|enquirer|visitor|customer|cust|client)(?: s)? /;
/** "Name of the student". */
export const NAME_OF =
	/^(?:full )?name of (?:the )?(?:student|candidate|patient|applicant|guest|prospect|lead|contact|member|buyer|attendee|participant|learner|person|visitor)$/;

/** "What is the best number to call you on?" */
export const NUMBER_TO_CALL =
	/^(?:what|which)(?: is| s)? (?:the |your )?(?:best )?(?:phone )?number (?:(?:can|should|may|shall) we|to) (?:call|reach|contact|ring) you(?: on| at)?$/;
/** A header of such words alone is a phone, if OF_PHONES is among them: "Phone / WhatsApp", "Mobile Nos.", "phone_work". */
export const PHONE_WORDS =
	/^(?!no )(?:(?:phone|mobile|number|no)s?|cell|tel|telephone|whatsapp|contact|num|direct|formatted|full|international|e ?164|work|home|office|personal|(?:with|including|incl) (?:country code|whatsapp)|for call ?back|to contact|\s)+$/;
export const OF_PHONES = /\b(?:phones?|mobiles?|cell|telephone|whatsapp)\b/;

/** Remarks in brackets that do not change what a header means: "(with country code)", "(required)". */
export const REMARK =
	/[([](?:[^()[\]]*country code[^()[\]]*|[^()[\]]*\bdigits?\b[^()[\]]*|[^()[\]]*\bwhatsapp\b[^()[\]]*|without [^()[\]]*|so (?:that )?we can (?:call|reach|contact) you|required|mandatory|optional|mobile|mobil|cell|primary|main|work|home|personal|e\.?164)[)\]]/g;
