package generator

import "github.com/dockercfg/dockercfg/shared/dockerconfig"

// ibmProvider is IBM Cloud Container Registry. BLUEMIX_API_ENDPOINT, which CodeShip's
// generator image reads, is accepted and not used: its default means the region that is
// us.icr.io now. Registries of other regions can be named in DOCKERCFG_HELPERS.
func ibmProvider() provider {
	return provider{
		name:  "ibm",
		alike: true,
		secrets: func([]string) bool {
			return anySet("BLUEMIX_API_KEY", "IC_API_KEY", "IBMCLOUD_API_KEY", "BM_API_KEY")
		},
		missing: func() []string { return nil },
		bindings: func([]string) (bound []dockerconfig.Binding, err error) {
			for _, host := range []string{"icr.io", "us.icr.io", "registry.ng.bluemix.net"} {
				bound = append(bound, dockerconfig.Binding{Key: host, Helper: "icr"})
			}
			return bound, nil
		},
		env: func() []string { return nil },
		warnings: func() []string {
			if anySet("BLUEMIX_API_KEY", "IC_API_KEY", "IBMCLOUD_API_KEY", "BM_API_KEY") {
				return nil
			}
			return []string{machineAlone("BLUEMIX_API_KEY")}
		},
	}
}

// machineAlone is the warning if a provider was named but none of its credential variables
// is set: only an identity of the machine itself is left.
func machineAlone(variable string) string {
	return variable + " is not set, so only an identity of this machine can be used"
}

// herokuProvider is Heroku's one registry.
func herokuProvider() provider {
	return provider{
		name:    "heroku",
		secrets: func([]string) bool { return anySet("HEROKU_API_KEY") },
		missing: func() []string { return unset("HEROKU_API_KEY") },
		bindings: func([]string) ([]dockerconfig.Binding, error) {
			return []dockerconfig.Binding{{Key: "registry.heroku.com", Helper: "heroku"}}, nil
		},
		env: func() []string { return nil },
	}
}
