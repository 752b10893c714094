// What the linter asks of all code here, tests and scripts too; n8n's own scan (scripts/lint.mjs) comes on top.
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{ ignores: ['dist/**', 'out/**', 'coverage/**', '.n8n-full/**', 'node_modules/**'] },
	{
		// Configuration and scripts that run before anything is built.
		files: ['**/*.{js,mjs}'],
		extends: [...tseslint.configs.recommended],
		rules: { '@typescript-eslint/no-require-imports': 'off' },
	},
	{
		files: ['**/*.ts'],
		extends: [...tseslint.configs.recommendedTypeChecked],
		languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
		linterOptions: { reportUnusedDisableDirectives: true },
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': 'error',
			'@typescript-eslint/no-explicit-any': 'error',
			// A function may be async only because its interface is.
			'@typescript-eslint/require-await': 'off',
		},
	},
	{
		// An expression whose time grows with the square of a cell's length freezes all of n8n: anybody who reaches a form can send one.
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		plugins: { regexp },
		rules: {
			'regexp/no-super-linear-backtracking': ['error', { report: 'certain' }],
			'regexp/no-super-linear-move': ['error', { report: 'certain' }],
		},
	},
);
