import { hasRole, type Principal } from "./principal.js";

/** A school or district of a principal, with the district it lies in, or the schools that lie in it. */
export interface PlaceOfPrincipal {
  readonly placeId: string;
  readonly districtId: string | null;
  readonly schoolIds: readonly string[];
}

/** Whether the principal works for the whole city: no place in the token, and a role that needs none. */
export function isCityWide(principal: Principal): boolean {
  return principal.places.length === 0 && hasRole(principal, "RESEARCHER", "REVIEWER", "EDITOR", "ADMIN");
}

/** One's places and what they include: a district its schools. Sorted. */
export function placesWithin(places: readonly PlaceOfPrincipal[]): string[] {
  return [...new Set(places.flatMap((place) => [place.placeId, ...place.schoolIds]))].sort();
}

/** Values of `visibleTo` that one sees: everybody's, one's places with what they include, and a school's district. */
export function scopesOf(places: readonly PlaceOfPrincipal[]): string[] {
  const above = places.flatMap((place) => place.districtId ?? []);
  return ["*", ...new Set([...placesWithin(places), ...above])];
}
