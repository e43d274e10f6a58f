package main

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeibm"
)

// TestAgreement: with the cache, a get returns a token of the same identity as without it.
// TestAgreementOfMounts covers the metadata service at its own address, and tokens that a platform
// mounts.
func TestAgreement(t *testing.T) {
	t.Parallel()
	agreement(t, newAsked(t)).Test(t)
}

// asked is a server whose answers name who requested them.
type asked struct {
	*helpertest.Exchange
	between atomic.Pointer[func()]
}

func newAsked(t *testing.T) *asked {
	c := &asked{Exchange: helpertest.NewExchange(t, iamHost, nil)}
	for _, host := range []string{iamHost, private} {
		c.Handle(host, c.first(fakeibm.Naming))
	}
	for _, host := range []string{fakecloud.Plain, "localhost"} {
		c.Handle(host, c.server)
	}
	return c
}

// first calls between before each answer.
func (c *asked) first(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if f := c.between.Load(); f != nil {
			(*f)()
		}
		answer(w, r)
	}
}

// server is a metadata service whose tokens name the service and the profile.
func (c *asked) server(w http.ResponseWriter, r *http.Request) {
	name := func(r *http.Request, body string) string { return strings.Split(r.Host, ":")[0] + body }
	c.first(metadataOf(name))(w, r)
}

// start returns the variables of a scene.
func (c *asked) start(_ *testing.T, _ string, between func()) []string {
	c.between.Store(&between)
	return c.Environment()
}

// proofs are tokens of clusters: of two subjects, and one with other claims.
var proofs = struct{ one, claims, two, past string }{
	jwt("one", later(time.Hour)), jwt("one", later(2*time.Hour)), jwt("two", later(time.Hour)),
	jwt("one", later(-time.Hour)),
}

func later(d time.Duration) time.Time { return time.Now().Add(d).Truncate(time.Second) }

const (
	sdkKey    = "CONTAINER_REGISTRY_APIKEY=KEY-F\n"
	sdkAssume = "CONTAINER_REGISTRY_AUTH_TYPE=iamAssume\n" + sdkKey + "CONTAINER_REGISTRY_IAM_PROFILE_ID=Profile-1\n"
	sdkToken  = "CONTAINER_REGISTRY_CR_TOKEN_FILENAME=~/token\nCONTAINER_REGISTRY_IAM_PROFILE_CRN=crn:v1:x\n"
	config    = ".config/dockercfg/config.toml"
)

func sdkServer(url, more string) string {
	return "IAM_AUTH_TYPE=vpc\nIAM_AUTH_URL=" + url + "\n" + more
}

// rule returns a config.toml with one rule for our registry.
func rule(settings string) string { return "[[registry]]\nmatch = \"" + own + "\"\n" + settings + "\n" }

func agreement(t *testing.T, c *asked) helpertest.Agreement {
	other := strings.Replace(c.URL(), "127.0.0.1", "localhost", 1)
	return helpertest.Agreement{
		Program: program, Registries: []string{own, own, entitled, "registry.ng.bluemix.net", "images.corp.example"},
		Start: c.start,
		Variables: map[string][]string{
			"IC_API_KEY":          {"-", "KEY-A", "KEY-B", "@~/key", "-", "-"},
			"BLUEMIX_API_KEY":     {"-", "KEY-C", "-", "-", "-"},
			"IC_IAM_TOKEN":        {"-", "bearer HELD-A", proofs.past, "-", "-", "-"},
			"IBMCLOUD_CR_TOKEN":   {"-", proofs.one, proofs.claims, proofs.two, "@~/token", proofs.past, "-", "-"},
			profileVariable:       {"-", "ci", "the builds"},
			metadataVariable:      {"-", c.URL(), other, "-", "-"},
			credentialsVariable:   {"-", "~/ibm.env", "~/other.env"},
			endpointVariable:      {"-", "https://" + private},
			"IBM_ENTITLEMENT_KEY": {"-", "CP-A"},
			staticVariable:        {"swap", "-", "swap", "keep"},
			"XDG_CONFIG_HOME":     {"-", "-", "~/xdg"},
		},
		Files: map[string][]string{
			"key":   {"KEY-A\n", "KEY-B\n", "-"},
			"token": {proofs.one, proofs.claims, proofs.two + "\n", "-"},
			"ibm.env": {sdkKey, strings.Replace(sdkKey, "KEY-F", "KEY-G", 1), sdkAssume,
				strings.Replace(sdkAssume, "-1", "-2", 1), sdkToken, "-"},
			"other.env": {sdkServer(c.URL(), ""), sdkServer(other, ""),
				sdkServer(c.URL(), "IAM_IAM_PROFILE_ID=Profile-1\n"), "COS_APIKEY=KEY-H\n"},
			config: {
				"-", "-", rule(`credentials_file = "~/ibm.env"`), rule(`source = "cluster"`),
				rule(`endpoint = "https://` + private + `"`),
				rule(`profile = "ci"`),
				"[[registry]]\nhelper = \"icr\"\nhosts = [\"images.corp.example\"]\n" +
					"credentials_file = \"~/other.env\"\n",
			},
			"xdg/dockercfg/config.toml": {"-", rule(`credentials_file = "~/other.env"`), rule(`max_age = "2m"`)},
		},
		From: helpertest.State{Env: []string{"IC_API_KEY=@~/key", staticVariable + "=swap"}, Files: map[string]string{
			"key": "KEY-A\n", "token": proofs.one, "ibm.env": sdkKey, "other.env": sdkServer(c.URL(), ""),
		}},
		Rows: rows(other),
	}
}

// rows are known cases: the identity before, and the change.
func rows(url string) []helpertest.Row {
	const swap, sdk = staticVariable + "=swap", credentialsVariable + "=~/ibm.env"
	const ruled, key = `credentials_file = "~/ibm.env"`, "IC_API_KEY=KEY-A"
	env := func(all ...string) helpertest.State { return helpertest.State{Env: all} }
	file := func(name, text string, all ...string) helpertest.State {
		return helpertest.State{Env: all, Files: map[string]string{name: text}}
	}
	both := func(name, text, other, more string, all ...string) helpertest.State {
		return helpertest.State{Env: all, Files: map[string]string{name: text, other: more}}
	}
	one := file("token", proofs.one, tokenVariable+"=@~/token", profileVariable+"=ci")
	url2 := strings.Replace(url, "localhost", "127.0.0.1", 1)
	sdkKey2, sdkAssume2 := strings.Replace(sdkKey, "KEY-F", "KEY-G", 1), strings.Replace(sdkAssume, "-1", "-2", 1)
	return []helpertest.Row{
		{Name: "key file", Before: file("key", "KEY-A\n", swap, "IC_API_KEY=@~/key"), After: file("key", "KEY-B\n")},
		{Name: "key", Before: env(swap, key), After: env("IC_API_KEY=KEY-B")},
		{Name: "an earlier variable", Before: env(swap, "BLUEMIX_API_KEY=KEY-A"), After: env("BM_API_KEY=KEY-B")},
		{Name: "subject", Before: one, After: file("token", proofs.two)},
		{Name: "another claim", Before: one, After: file("token", proofs.claims)},
		{Name: "token removed", Before: one, After: file("token", "-")},
		{Name: "profile by variable", Before: one, After: env(profileVariable + "=builds")},
		{Name: "profile by rule", Before: one, After: file(config, rule(`profile = "Profile-2"`))},
		{Name: "another profile by rule", Before: file(config, rule(`profile = "Profile-1"`), swap, key),
			After: file(config, rule(`profile = "Profile-2"`))},
		{Name: "APIKEY", Before: file("ibm.env", sdkKey, swap, sdk), After: file("ibm.env", sdkKey2)},
		{Name: "AUTH_TYPE", Before: file("ibm.env", sdkKey, swap, sdk), After: file("ibm.env", sdkAssume)},
		{Name: "IAM_PROFILE_ID", Before: file("ibm.env", sdkAssume, swap, sdk), After: file("ibm.env", sdkAssume2)},
		{Name: "AUTH_URL", Before: file("ibm.env", sdkServer(url, ""), sdk),
			After: file("ibm.env", sdkServer(url2, ""))},
		{Name: "CR_TOKEN_FILENAME", Before: both("ibm.env", sdkToken, "token", proofs.one, sdk),
			After: file("token", proofs.two)},
		{Name: "credentials_file", Before: both(config, rule(ruled), "ibm.env", sdkKey, swap),
			After: file("ibm.env", sdkAssume)},
		{Name: "static again", Before: env(swap, key), After: env(staticVariable)},
		{Name: "exchanged from now on", Before: env(key), After: env(swap)},
		{Name: "endpoint by rule", Before: env(swap, key),
			After: file(config, rule(`endpoint = "https://`+private+`"`))},
		{Name: "endpoint by variable", Before: env(swap, key), After: env(endpointVariable + "=https://" + private)},
		{Name: "service", Before: env(metadataVariable + "=" + url), After: env(metadataVariable + "=" + url2)},
	}
}
