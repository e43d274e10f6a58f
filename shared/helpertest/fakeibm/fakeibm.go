// Package fakeibm is IBM's IAM, for a fakecloud. It does not import testing, because the
// benchmarks use it, too.
package fakeibm

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// Host is the host that issues tokens.
const Host = "iam.cloud.ibm.com"

// count is the last number from Next.
var count atomic.Int64

// Serve adds IAM to a cloud.
func Serve(c *fakecloud.Cloud) { c.Handle(Host, IAM) }

// IAM answers as the service: it accepts the three grants in the form that IBM documents, and
// no other. A token contains the name of its identity and a number.
func IAM(w http.ResponseWriter, r *http.Request) {
	serve(w, r, func(who string) string { return fmt.Sprintf("%s-%d", who, Next()) })
}

// Naming is IAM without the number: a token contains the name of its identity and the host, so
// an identity always gets the same token.
func Naming(w http.ResponseWriter, r *http.Request) {
	serve(w, r, func(who string) string { return who + "-at-" + r.Host })
}

func serve(w http.ResponseWriter, r *http.Request, name func(who string) string) {
	deny := func(code string) {
		body := `{"errorCode":"` + code + `","errorMessage":"CANARY-BODY","context":{"requestId":"CANARY-BODY"}}`
		faulty.Answer(http.StatusBadRequest, faulty.JSON, body)(w, r)
	}
	if r.Method != http.MethodPost || r.URL.Path != "/identity/token" || r.URL.RawQuery != "" ||
		r.Header.Get("Accept") != "application/json" || r.ParseForm() != nil {
		deny("BXNIM0106E")
		return
	}
	if strings.Contains(r.PostForm.Get("apikey"), "DELETED") {
		deny("BXNIM0415E")
		return
	}
	who := asker(r.PostForm)
	if who == "" {
		deny("BXNIM0109E")
		return
	}
	Token(fmt.Sprintf("%q", prefix+name(who)), "3600")(w, r)
}

// prefix is the beginning of every token.
const prefix = "token-"

// asker returns the name of a form's identity, or "" for a form that IBM does not document.
func asker(form url.Values) string {
	profile := profileOf(form)
	switch form.Get("grant_type") {
	case "urn:ibm:params:oauth:grant-type:apikey":
		if form.Get("apikey") != "" {
			return Key(form.Get("apikey"))
		}
	case "urn:ibm:params:oauth:grant-type:cr-token":
		if form.Get("cr_token") != "" && profile != "" && !form.Has("account") {
			return profile + "-by-" + Compute(form.Get("cr_token"))
		}
	case "urn:ibm:params:oauth:grant-type:assume":
		by, found := strings.CutPrefix(form.Get("access_token"), prefix)
		if found && profile != "" && form.Has("profile_name") == form.Has("account") {
			return profile + form.Get("account") + "-by-" + by
		}
	}
	return ""
}

// Key returns an API key's name in tokens. A token does not contain the key, as IBM's do not.
func Key(key string) string { return "key-" + digest(key) }

// Compute returns the name of a cluster's token in tokens. It depends on all claims, since the
// condition of a trusted profile may check any of them.
func Compute(token string) string { return "compute-" + digest(token) }

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// profileOf returns the name of the profile in a form, or "".
func profileOf(form url.Values) (profile string) {
	for _, name := range []string{"profile_id", "profile_crn", "profile_name"} {
		if form.Has(name) {
			profile += name + ":" + form.Get(name)
		}
	}
	return strings.ReplaceAll(profile, " ", "_")
}

// Token returns an answer of IAM with these JSON values; "" omits one.
func Token(token, life string) http.HandlerFunc {
	body := `{"refresh_token":"CANARY-REFRESH","token_type":"Bearer","scope":"ibm openid"`
	if token != "" {
		body += `,"access_token":` + token
	}
	if life != "" {
		body += `,"expires_in":` + life
	}
	return faulty.Answer(http.StatusOK, faulty.JSON, body+"}")
}

// Next returns a number that is different in each call, for what must be unique.
func Next() int64 { return count.Add(1) }
