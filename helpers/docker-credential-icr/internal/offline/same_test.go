package offline

import (
	"strings"
	"testing"
)

// TestSameSource: what a source is called changes with the identity and with
// nothing else.
func TestSameSource(t *testing.T) {
	const first = `{"iss":"https://iks.example","sub":"system:serviceaccount:ci:build","exp":1}`
	name := func(env ...string) string {
		clear(t, append(env, "DOCKERCFG_STATIC=swap")...)
		id := find(t)
		return id.ID + "\x00" + id.Scope
	}
	file := func(text string) string { return "IBM_CREDENTIALS_FILE=" + write(t, text) }
	key := name("IC_API_KEY=CANARY-1")
	compute := name("IBMCLOUD_CR_TOKEN="+jwt(first), "IBMCLOUD_CR_PROFILE=Profile-1")
	assume := name(file("CONTAINER_REGISTRY_AUTH_TYPE=iamAssume\nCONTAINER_REGISTRY_APIKEY=CANARY-1\nCONTAINER_REGISTRY_IAM_PROFILE_ID=Profile-1\n"))
	instance := name("IBMCLOUD_CR_VPC_URL=http://169.254.169.254", "IBMCLOUD_CR_PROFILE=Profile-1")
	all := map[string]string{}
	for what, id := range map[string]string{
		"key": key, "compute": compute, "assume": assume, "instance": instance,
		"another key":            name("IC_API_KEY=CANARY-2"),
		"another endpoint":       name("IC_API_KEY=CANARY-1", "IBMCLOUD_IAM_API_ENDPOINT=https://private.iam.cloud.ibm.com"),
		"another subject":        name("IBMCLOUD_CR_TOKEN="+jwt(strings.Replace(first, "build", "test", 1)), "IBMCLOUD_CR_PROFILE=Profile-1"),
		"another issuer":         name("IBMCLOUD_CR_TOKEN="+jwt(strings.Replace(first, "iks", "roks", 1)), "IBMCLOUD_CR_PROFILE=Profile-1"),
		"another profile":        name("IBMCLOUD_CR_TOKEN="+jwt(first), "IBMCLOUD_CR_PROFILE=Profile-2"),
		"a profile's name":       name("IBMCLOUD_CR_TOKEN="+jwt(first), "IBMCLOUD_CR_PROFILE=ci"),
		"the name of another":    name(file("CONTAINER_REGISTRY_AUTH_TYPE=iamAssume\nCONTAINER_REGISTRY_APIKEY=CANARY-1\nCONTAINER_REGISTRY_IAM_PROFILE_NAME=ci\nCONTAINER_REGISTRY_IAM_ACCOUNT_ID=1\n")),
		"in another account":     name(file("CONTAINER_REGISTRY_AUTH_TYPE=iamAssume\nCONTAINER_REGISTRY_APIKEY=CANARY-1\nCONTAINER_REGISTRY_IAM_PROFILE_NAME=ci\nCONTAINER_REGISTRY_IAM_ACCOUNT_ID=2\n")),
		"an id that is a name":   name(file("CONTAINER_REGISTRY_AUTH_TYPE=iamAssume\nCONTAINER_REGISTRY_APIKEY=CANARY-1\nCONTAINER_REGISTRY_IAM_PROFILE_NAME=Profile-1\nCONTAINER_REGISTRY_IAM_ACCOUNT_ID=1\n")),
		"the linked profile":     name("IBMCLOUD_CR_VPC_URL=http://169.254.169.254"),
		"another service":        name("IBMCLOUD_CR_VPC_URL=https://api.metadata.cloud.ibm.com", "IBMCLOUD_CR_PROFILE=Profile-1"),
		"a token that has ended": name("IC_IAM_TOKEN=" + jwt(`{"exp":1}`)),
		"nothing":                name(),
	} {
		if other, taken := all[id]; taken {
			t.Errorf("%s is the same as %s: %q", what, other, id)
		}
		all[id] = what
		if strings.Contains(id, "CANARY") {
			t.Errorf("%s: the source holds a key: %q", what, id)
		}
	}
	for what, same := range map[string][2]string{
		"the key under another variable": {key, name("IBMCLOUD_API_KEY=CANARY-1")},
		"the key in a file":              {key, name("IBMCLOUD_API_KEY=@" + write(t, "CANARY-1\n"))},
		"a new token of the same job":    {compute, name("IBMCLOUD_CR_TOKEN="+jwt(strings.Replace(first, `"exp":1`, `"exp":2`, 1)), "IBMCLOUD_CR_PROFILE=Profile-1")},
		"the same token in a file":       {compute, name("IBMCLOUD_CR_TOKEN=@"+write(t, jwt(first)+"\n"), "IBMCLOUD_CR_PROFILE=Profile-1")},
	} {
		if same[0] != same[1] {
			t.Errorf("%s: %q, before %q", what, same[1], same[0])
		}
	}
}

// TestMachines: two servers are two sources.
func TestMachines(t *testing.T) {
	one, two := machine([]string{write(t, "a1\n"), write(t, "i-1\n")}), machine([]string{write(t, "a1\n"), write(t, "i-2\n")})
	if one == two || one != machine([]string{write(t, "a1\n"), write(t, "i-1\n")}) {
		t.Errorf("%s, %s", one, two)
	}
	clear(t, "IBMCLOUD_CR_VPC_URL=http://169.254.169.254")
	if id := find(t); !strings.Contains(id.ID, machine(machineFiles())) {
		t.Errorf("the server is not in its source: %q", id.ID)
	}
}
