// Jest says `any` of what its asymmetric matchers give, which would switch type checks off wherever they are used: here it is `unknown`.
/// <reference types="jest" />
declare namespace jest {
	interface Expect {
		any(type: unknown): unknown;
		arrayContaining(items: readonly unknown[]): unknown;
		objectContaining(fields: object): unknown;
		stringContaining(text: string): unknown;
		stringMatching(pattern: string | RegExp): unknown;
	}
}
