import type { Account } from '../data/accounts';
import type { Wire } from './wire/wire';

/** Returns the account holder as an OBParty2. */
export function partyMembers({ holder, AccountId }: Account, wire: Wire): object {
	return {
		PartyId: `PARTY-${AccountId.slice(0, 4)}`,
		PartyType: 'Sole',
		Name: holder,
		FullLegalName: holder,
		EmailAddress: `${holder.toLowerCase().replace(' ', '.')}@example.com`,
		Address: [
			{
				AddressType: wire.homeAddress,
				StreetName: 'High Street',
				TownName: 'London',
				Country: 'GB',
			},
		],
	};
}
