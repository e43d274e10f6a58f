package main

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeibm"
)

// jwt is a token with a subject and an expiry.
func jwt(subject string, end time.Time) string {
	claims := fmt.Sprintf(`{"iss":"https://iks.example","sub":%q,"exp":%d,"jti":%q}`, subject, end.Unix(), end)
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".Q0FOQVJZ"
}

// TestStaticSecret: a secret that the registry accepts directly is returned without a request, and not cached.
func TestStaticSecret(t *testing.T) {
	bearer := jwt("me", time.Now().Add(time.Hour))
	for _, c := range []struct{ host, env, user, secret, words string }{
		{own, "IC_API_KEY=CANARY-KEY", "iamapikey", "CANARY-KEY", "API key of IC_API_KEY"},
		{own, "BLUEMIX_API_KEY=CANARY-KEY", "iamapikey", "CANARY-KEY", "API key of BLUEMIX_API_KEY"},
		{"icr.io", "IBMCLOUD_API_KEY=@{file}", "iamapikey", "CANARY-FILE",
			"API key of the file named by IBMCLOUD_API_KEY"},
		{"registry.ng.bluemix.net", "BM_API_KEY=CANARY-KEY", "iamapikey", "CANARY-KEY", "API key of BM_API_KEY"},
		{"private.us.icr.io", "IBMCLOUD_IAM_TOKEN=Bearer " + bearer, "iambearer", bearer,
			"IAM token of IBMCLOUD_IAM_TOKEN"},
		{entitled, "IBM_ENTITLEMENT_KEY=CANARY-CP", "cp", "CANARY-CP", "entitlement key of IBM_ENTITLEMENT_KEY"},
		{entitled, "IBM_ENTITLEMENT_KEY=@{file}", "cp", "CANARY-FILE",
			"entitlement key of the file named by IBM_ENTITLEMENT_KEY"},
	} {
		w := newWorld(t)
		w.Env = append(w.Env, strings.ReplaceAll(c.env, "{file}", w.File(t, "key", "CANARY-FILE\n")))
		want := `{"ServerURL":"` + c.host + `","Username":"` + c.user + `","Secret":"` + c.secret + "\"}\n"
		for _, extra := range []string{"A=b", "DOCKERCFG_DEBUG=0", "DOCKERCFG_STATIC=keep", "DOCKERCFG_STATIC=refuse"} {
			if a := w.Run(t, "get", c.host, extra); a.Out != want || a.Err != "" || a.Code != 0 {
				t.Errorf("%s, %s: %+v", c.env, extra, a)
			}
		}
		kind := `"Cached":false,"Kind":"static"`
		if c.secret == bearer { // it contains its expiry
			kind = `"Kind":"exchanged"`
		}
		e := w.Run(t, "explain", c.host)
		if !strings.Contains(e.Out, `"Username":"`+c.user+`"`) ||
			!strings.Contains(e.Out, `"Source":"`+c.words+`","Cached":false,`) || !strings.Contains(e.Out, kind) ||
			strings.Contains(e.Out, c.secret) {
			t.Errorf("explain: %+v", e)
		}
		if a := w.Run(t, "store", `{"ServerURL":"`+c.host+`","Username":"u","Secret":"CANARY"}`); a.Code != 0 ||
			!strings.Contains(a.Err, c.words) {
			t.Errorf("store: %+v", a)
		}
		w.silent(t)
		if len(w.Tokens(t)) != 0 {
			t.Error("it was kept")
		}
	}
}

// TestEntitledAlone: cp.icr.io never gets IBM Cloud's secrets, and errors about them do not affect it.
func TestEntitledAlone(t *testing.T) {
	for _, static := range []string{"", "swap"} {
		w := newWorld(t, "DOCKERCFG_STATIC="+static, "IC_API_KEY=CANARY-KEY", "IC_IAM_TOKEN=CANARY-TOKEN",
			"IBMCLOUD_CR_TOKEN=CANARY-CR", "IBMCLOUD_CR_PROFILE=Profile-1")
		for _, host := range []string{entitled, "private." + entitled, entitled + "/cp/product:1"} {
			w.Anonymous(t, host)
		}
		if a := w.Run(t, "store", `{"ServerURL":"cp.icr.io","Username":"cp","Secret":"CANARY"}`); a.Code != 1 ||
			!strings.Contains(a.Out, ": no-identity: ") {
			t.Errorf("a login is accepted though it would not be used: %+v", a)
		}
		w.silent(t)
	}
	// With both keys, each registry gets its own; the entitlement key is not exchanged.
	w := newWorld(t, "DOCKERCFG_STATIC=swap", "IC_API_KEY=CANARY-KEY", "IBM_ENTITLEMENT_KEY=CANARY-CP")
	if got := w.Run(t, "get", entitled).Password(t, "cp"); got != "CANARY-CP" {
		t.Errorf("cp.icr.io gets %s", got)
	}
	w.silent(t)
	if got := w.password(t, own); !strings.HasPrefix(got, "token-"+fakeibm.Key("CANARY-KEY")+"-") {
		t.Errorf("%s gets %s", own, got)
	}
	w.pinned(t, "iam.cloud.ibm.com", "CANARY-KEY", "CANARY-CP")
}
