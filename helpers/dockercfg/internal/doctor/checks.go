package doctor

// checks returns all checks, in the order in which a get depends on what they check.
func checks() []func(*checkup) {
	return []func(*checkup){
		homeExists, cacheIsUsable, variablesAreKnown, variablesNameRegistries, proxiesAgree, clockIsRight,
		// environment.go
		configIsReadable, configIsPrivate, keysAreSpelt, // config.go
		keysAreUsed, keysAgree, // keys.go
		loginsAreUnambiguous,                                  // lookups.go
		noLoginIsShadowed, noLoginIsPlain, authVariableIsUsed, // shadows.go
		undoFileIsRemoved,                                // undo.go
		helpersExist, helpersAreUnique, helpersAreOnPath, // helpers.go
		helpersCanRun, noHelperIsQuarantined, // files.go
		storeIsUsable, fileStoreIsAccessible, sessionBusExists, podmanAsksHelpers, // stores.go
		rulesAreValid,  // rules.go
		identitiesWork, // hosts.go
	}
}
