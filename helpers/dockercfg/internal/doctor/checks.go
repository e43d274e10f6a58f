package doctor

// checks returns all checks, in the order in which a get depends on what they check.
func checks() []func(*checkup) {
	return []func(*checkup){
		homeIsThere, cacheIsUsable, variablesAreMeant, registriesAreNamed, proxiesAgree, clockIsRight, // environment.go
		configIsRead, configIsPrivate, namesAreSpelt, // config.go
		keysAreAsked, keysAgree, // keys.go
		hostsAgree,                                       // lookups.go
		nothingIsHidden, nothingIsPlain, variableIsTaken, // shadows.go
		undoIsClean,                                    // undo.go
		helpersAreThere, helpersAreOne, helpersAreSeen, // helpers.go
		filesRun, quarantined, // files.go
		storesWork, storeIsOurs, busIsThere, podmanIsTold, // stores.go
		rulesAreRight,     // rules.go
		identitiesAreFine, // hosts.go
	}
}
