package main

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// identity is a kind of AWS identity: its variables, and the text that is added to
// ~/.aws/config.
type identity struct {
	what, config string
	env          []string
	files        map[string]string // files below the home directory
}

const keys = "aws_access_key_id = AKIAEXAMPLEEXAMPLE00\naws_secret_access_key = s3cret\n"

// identities returns the kinds of identity of the AWS chain, static keys first.
func identities(e *endpoint, token string) []identity {
	claims := base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"https://ci.example","sub":"job:1","exp":4000000000}`))
	sso := sha1.Sum([]byte("corp")) // AWS derives the name of the session's token file from this
	ssoToken := fmt.Sprintf(`{"accessToken":"t","expiresAt":%q,"region":"eu-west-1","startUrl":"https://corp.example"}`,
		time.Now().Add(8*time.Hour).UTC().Format(time.RFC3339))
	return []identity{
		{what: "static keys", env: []string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY=s3cret"}},
		{what: "shared profile", config: "[profile used]\n" + keys, env: []string{"AWS_PROFILE=used"}},
		{
			what: "assumed role",
			config: "[profile used]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\n" +
				"[profile base]\n" + keys,
			env: []string{"AWS_PROFILE=used"},
		},
		{
			what: "web identity",
			env: []string{
				"AWS_ROLE_ARN=arn:aws:iam::123456789012:role/r", "AWS_WEB_IDENTITY_TOKEN_FILE=" + token,
			},
			files: map[string]string{"token": "e30." + claims + ".c2ln"},
		},
		{
			what: "SSO",
			config: "[profile used]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = r\n" +
				"[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.example\n",
			env:   []string{"AWS_PROFILE=used"},
			files: map[string]string{".aws/sso/cache/" + hex.EncodeToString(sso[:]) + ".json": ssoToken},
		},
		{what: "container", env: []string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=" + e.url() + "/container/credentials"}},
		{what: "instance", env: []string{"AWS_EC2_METADATA_DISABLED="}},
	}
}

// profiles returns n other profiles, as in a developer's file.
func profiles(n int) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "[profile other%d]\nregion = eu-west-1\noutput = json\n"+
			"role_arn = arn:aws:iam::%012d:role/developer\nsource_profile = base\n\n", i, i)
	}
	return text.String()
}

// homeOf creates a home directory with an identity and n other profiles.
func (b *bench) homeOf(e *endpoint, name string, n int, pick int) (env []string, what string, err error) {
	if env, err = b.home(name); err != nil {
		return nil, "", err
	}
	id := identities(e, b.path(name, "token"))[pick]
	files := map[string]string{".aws/config": profiles(n) + id.config}
	for file, text := range id.files {
		files[file] = text
	}
	for file, text := range files {
		if _, err := b.file(name+"/"+file, text); err != nil {
			return nil, "", err
		}
	}
	return slices.Concat(env, e.env, []string{"AWS_EC2_METADATA_DISABLED=true"}, id.env), id.what, nil
}
