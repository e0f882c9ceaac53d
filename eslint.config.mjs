import js from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import prettier from 'eslint-config-prettier';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import regexp from 'eslint-plugin-regexp';
import { globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

// n8n's community rules in their newest version, in the configuration for packages that are not verified for n8n
// Cloud: Cloud forbids the transport of our own that mutual TLS needs. What is switched off below is so for one reason
// each; there are no disables by file.
export default tseslint.config(
	globalIgnores(['dist', 'coverage', '.cache']),
	js.configs.recommended,
	{
		files: ['**/*.ts'],
		extends: [tseslint.configs.recommended],
		rules: {
			// A name with an underscore says that the value is left out on purpose.
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
			],
			// Own files that are loaded when they are first used: nodes/shared/onDemand.ts says why not by import().
			'@typescript-eslint/no-require-imports': ['error', { allow: ['^\\.'] }],
		},
	},
	{
		// Every regular expression takes linear time: banks and strangers choose the texts.
		files: ['credentials/**/*.ts', 'nodes/**/*.ts', 'lib/**/*.ts', 'sandbox/**/*.ts'],
		plugins: { regexp },
		rules: {
			'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
			'regexp/no-super-linear-move': ['error', { report: 'potential' }],
		},
	},
	{
		files: ['credentials/**/*.ts', 'nodes/**/*.ts', 'package.json'],
		extends: [n8nCommunityNodesPlugin.configs.recommendedWithoutN8nCloudSupport],
		rules: {
			// jose, axios, node-forge and oauth4webapi do what n8n's helpers cannot: CONTRIBUTING says why each is there.
			'@n8n/community-nodes/no-runtime-dependencies': 'off',
		},
	},
	{
		files: ['credentials/**/*.ts', 'nodes/**/*.ts', 'lib/**/*.ts'],
		rules: {
			'no-console': 'error',
			// n8n's verification guidelines: a node gets everything from its parameters and its credential.
			'no-restricted-imports': [
				'error',
				...['fs', 'fs/promises', 'node:fs', 'node:fs/promises'],
				...['process', 'node:process'].map((name) => ({ name, importNames: ['env'] })),
			],
			'no-restricted-properties': ['error', { object: 'process', property: 'env' }],
		},
	},
	{
		files: ['credentials/**/*.ts'],
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		rules: {
			...n8nNodesBase.configs.credentials.rules,
			// For credentials inside n8n itself: there the URL is a slug.
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
			// Older than the community rule of the same purpose, and takes every field with "key" in its name for a secret.
			'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts'],
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		rules: {
			...n8nNodesBase.configs.nodes.rules,
			// n8n's editor takes every type with "tool" in its name for a tool of an AI agent, so CertificateTools has the type
			// `certificates`, and its file is named after the class.
			'n8n-nodes-base/node-filename-against-convention': 'off',
			// Older than NodeConnectionTypes, which the community rules ask for.
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
		},
	},
	{
		files: ['package.json'],
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		languageOptions: {
			parser: tseslint.parser,
			parserOptions: { extraFileExtensions: ['.json'] },
		},
		rules: {
			...n8nNodesBase.configs.community.rules,
			'@typescript-eslint/no-unused-expressions': 'off',
		},
	},
	{
		files: ['*.js', 'test/**/*.js', 'scripts/**/*.mjs'],
		languageOptions: { globals: globals.node },
		rules: { '@typescript-eslint/no-require-imports': 'off' },
	},
	prettier,
);
