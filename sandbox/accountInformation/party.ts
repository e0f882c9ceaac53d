import type { Account } from '../data/accounts';
import type { Wire } from './wire/wire';

/** OBParty2: the holder. */
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
