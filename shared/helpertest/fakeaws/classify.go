package fakeaws

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// classify sets the request's service, its action, and the fields that depend on them.
func (q *Request) classify() {
	header, path := q.http.Header, q.http.URL.Path
	target, operation, _ := strings.Cut(header.Get("X-Amz-Target"), ".")
	switch {
	case target == "AmazonEC2ContainerRegistry_V20150921":
		q.Service, q.Action = ECR, operation
		var in struct{ RegistryIds []string }
		_ = json.Unmarshal(q.body, &in)
		q.RegistryIDs = in.RegistryIds
	case target == "SpencerFrontendService":
		q.Service, q.Action = ECRPublic, operation
	case q.Method == http.MethodPost && path == "/" &&
		strings.HasPrefix(header.Get("Content-Type"), "application/x-www-form-urlencoded"):
		q.form, _ = url.ParseQuery(string(q.body))
		q.Service, q.Action = STS, q.form.Get("Action")
		q.RoleARN, q.SessionName = q.form.Get("RoleArn"), q.form.Get("RoleSessionName")
		q.Token = q.form.Get("WebIdentityToken")
		q.Subject = subject(q.Token)
	case path == "/federation/credentials":
		q.Service, q.Action = SSO, "GetRoleCredentials"
		query := q.http.URL.Query()
		q.AccountID, q.RoleName = query.Get("account_id"), query.Get("role_name")
		q.Bearer = header.Get("X-Amz-Sso_bearer_token")
	case q.Method == http.MethodPost && path == "/token":
		q.Service, q.Action = OIDC, "CreateToken"
		var in struct{ RefreshToken string }
		_ = json.Unmarshal(q.body, &in)
		q.Bearer = in.RefreshToken
	case strings.HasPrefix(path, "/container/"):
		q.Service, q.Action = Container, "GetCredentials"
	case strings.HasPrefix(path, "/latest/"):
		q.Service, q.Action = IMDS, metadataAction(path)
	default:
		q.Service = Other
	}
}

func metadataAction(path string) string {
	role, found := strings.CutPrefix(path, rolesPath)
	switch {
	case path == tokenPath:
		return "GetToken"
	case found && role == "":
		return "ListRoles"
	case found:
		return "GetCredentials"
	}
	return "GetMetadata"
}

// WebIdentity returns a token for a subject, as an identity provider issues it. Its signature
// is not valid, and sts does not verify it.
func WebIdentity(subject string) string {
	claims, _ := json.Marshal(map[string]string{
		"iss": "https://issuer.example", "aud": "sts.amazonaws.com", "sub": subject,
	})
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + encode(claims) + "." + encode([]byte("unsigned"))
}

func subject(token string) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return ""
	}
	claims, _ := base64.RawURLEncoding.DecodeString(parts[1])
	var in struct{ Sub string }
	_ = json.Unmarshal(claims, &in)
	return in.Sub
}
