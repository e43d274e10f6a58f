package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// TestAPIHosts: for each form of a registry's name the request goes to its API host. The proxy
// never connects.
func TestAPIHosts(t *testing.T) {
	for host, api := range map[string]string{
		"123456789012.dkr.ecr.eu-west-1.amazonaws.com":                    "api.ecr.eu-west-1.amazonaws.com",
		"123456789012.dkr.ecr-fips.us-east-1.amazonaws.com":               "api.ecr-fips.us-east-1.amazonaws.com",
		"123456789012.dkr.ecr.us-gov-west-1.amazonaws.com":                "api.ecr.us-gov-west-1.amazonaws.com",
		"123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com":           "api.ecr-fips.us-gov-west-1.amazonaws.com",
		"123456789012.dkr-ecr.eu-west-1.on.aws":                           "ecr.eu-west-1.api.aws",
		"123456789012.dkr-ecr-fips.us-west-2.on.aws":                      "ecr-fips.us-west-2.api.aws",
		"123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn":                "api.ecr.cn-north-1.amazonaws.com.cn",
		"123456789012.dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn": "ecr.cn-northwest-1.api.amazonwebservices.com.cn",
		"123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu":                "api.ecr.eusc-de-east-1.amazonaws.eu",
		"123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov":                   "api.ecr.us-iso-east-1.c2s.ic.gov",
		"123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov":               "api.ecr.us-isob-east-1.sc2s.sgov.gov",
		"123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk":              "api.ecr.eu-isoe-west-1.cloud.adc-e.uk",
		"123456789012.dkr.ecr.us-isof-south-1.csp.hci.ic.gov":             "api.ecr.us-isof-south-1.csp.hci.ic.gov",
		"public.ecr.aws": "api.ecr-public.us-east-1.amazonaws.com",
	} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			p := helpertest.RefusingProxy(t)
			w := keyed(t, "AWS_ENDPOINT_URL=", "AWS_MAX_ATTEMPTS=1", "HTTPS_PROXY="+p.URL())
			a := w.Run(t, "get", host)
			if !strings.HasPrefix(a.Out, program+": proxy: the proxy "+strings.TrimPrefix(p.URL(), "http://")+
				" refused the connection (status 502)") || !slices.Equal(p.Dialled(), []string{api + ":443"}) {
				t.Errorf("it connects to %q, want %s: %+v", p.Dialled(), api, a)
			}
		})
	}
}

// TestNoProxyForMetadata: the metadata service is asked without a proxy, and never for another
// provider's registry.
func TestNoProxyForMetadata(t *testing.T) {
	p := helpertest.RefusingProxy(t)
	w := newWorld(t, "AWS_EC2_METADATA_DISABLED=", "HTTP_PROXY="+p.URL(), "HTTPS_PROXY="+p.URL())
	w.Env = append(w.Env, "AWS_EC2_METADATA_SERVICE_ENDPOINT="+w.URL())
	w.Run(t, "get", "foreign.example")
	if len(w.Requests()) != 0 {
		t.Errorf("asked for a foreign registry: %+v", w.Requests())
	}
	w.password(t, own)
	if hosts := p.Dialled(); len(hosts) != 0 {
		t.Errorf("the proxy saw %q", hosts)
	}
}
