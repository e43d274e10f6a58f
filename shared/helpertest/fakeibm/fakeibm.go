// Package fakeibm is IBM's IAM, for a fake cloud on loopback. It does not import
// testing, because the benchmarks start it, too.
package fakeibm

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// Host makes the tokens.
const Host = "iam.cloud.ibm.com"

// made makes every token another one.
var made atomic.Int64

// Serve gives a cloud IAM.
func Serve(c *fakecloud.Cloud) { c.Handle(Host, IAM) }

// IAM is the service: it takes the three grants in the form in which IBM
// documents them, and no other. A token names what it was made of.
func IAM(w http.ResponseWriter, r *http.Request) {
	deny := func(code string) {
		faulty.Answer(http.StatusBadRequest, faulty.JSON, `{"errorCode":"`+code+`","errorMessage":"CANARY-BODY","context":{"requestId":"CANARY-BODY"}}`)(w, r)
	}
	if r.Method != http.MethodPost || r.URL.Path != "/identity/token" || r.URL.RawQuery != "" || r.Header.Get("Accept") != "application/json" || r.ParseForm() != nil {
		deny("BXNIM0106E")
		return
	}
	var who string
	switch form := r.PostForm; form.Get("grant_type") {
	case "urn:ibm:params:oauth:grant-type:apikey":
		who = form.Get("apikey")
		if strings.Contains(who, "DELETED") {
			deny("BXNIM0415E")
			return
		}
	case "urn:ibm:params:oauth:grant-type:cr-token":
		who = profileOf(form) + "-by-token"
		if form.Get("cr_token") == "" || form.Has("account") {
			who = ""
		}
	case "urn:ibm:params:oauth:grant-type:assume":
		who = profileOf(form) + "-by-key"
		if !strings.HasPrefix(form.Get("access_token"), "token-") || form.Has("profile_name") != form.Has("account") {
			who = ""
		}
	}
	if who == "" || strings.HasPrefix(who, "-") {
		deny("BXNIM0109E")
		return
	}
	Token(fmt.Sprintf("%q", fmt.Sprintf("token-%s-%d", who, Next())), "3600")(w, r)
}

// profileOf is the one profile that a form names.
func profileOf(form url.Values) (profile string) {
	for _, name := range []string{"profile_id", "profile_crn", "profile_name"} {
		if form.Has(name) {
			profile += name + ":" + form.Get(name)
		}
	}
	return strings.ReplaceAll(profile, " ", "_")
}

// Token is a reply of IAM with these JSON values; "" leaves one out.
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

// Next numbers what has to differ from one answer to the next.
func Next() int64 { return made.Add(1) }
