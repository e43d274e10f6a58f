package fakeaws

import (
	"io"
	"net/http"
	"strings"
	"time"
)

// container answers as the endpoint that ECS and EKS run beside a task.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
func (s *Server) container(w http.ResponseWriter, q Request, b Behaviour) {
	if b.Require != "" && q.http.Header.Get("Authorization") != b.Require {
		refuse(w, q, http.StatusUnauthorized, "AccessDenied", "the authorization token is not the expected one")
		return
	}
	k := issue("container", 0, b.expiry(time.Hour))
	answerJSON(w, "application/json", map[string]any{
		"AccessKeyId": k.ID, "SecretAccessKey": k.Secret, "Token": k.Session,
		"Expiration": k.Expires.Format(time.RFC3339),
		"RoleArn":    "arn:aws:iam::" + Account + ":role/container",
	})
}

// InstanceRole is the role of the machine that imds describes.
const InstanceRole = "instance-role"

const (
	tokenPath = "/latest/api/token"
	rolesPath = "/latest/meta-data/iam/security-credentials/"
	ttlHeader = "X-Aws-Ec2-Metadata-Token-Ttl-Seconds"

	imdsToken = "CANARY-IMDS-TOKEN"
)

// imds answers as a machine's metadata service that requires version 2: a token by PUT first,
// and nothing without it.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
//
// All its credentials have the same access key id, unlike those of sts: a machine has one
// session at a time.
func (s *Server) imds(w http.ResponseWriter, q Request, b Behaviour) {
	switch {
	case q.Action == "GetToken":
		sessionToken(w, q)
	case q.http.Header.Get("X-Aws-Ec2-Metadata-Token") != imdsToken:
		refuse(w, q, http.StatusUnauthorized, "Unauthorized", "")
	case q.Action == "ListRoles":
		_, _ = io.WriteString(w, InstanceRole)
	case q.Action == "GetCredentials" && strings.TrimPrefix(q.http.URL.Path, rolesPath) == InstanceRole:
		k := issue("imds:"+InstanceRole, 0, b.expiry(time.Hour))
		answerJSON(w, "text/plain", map[string]any{
			"Code": "Success", "Type": "AWS-HMAC",
			"LastUpdated": time.Now().UTC().Format(time.RFC3339),
			"AccessKeyId": k.ID, "SecretAccessKey": k.Secret, "Token": k.Session,
			"Expiration": k.Expires.Format(time.RFC3339),
		})
	default:
		refuse(w, q, http.StatusNotFound, "NotFound", "")
	}
}

// sessionToken issues the token, for the requested lifetime.
func sessionToken(w http.ResponseWriter, q Request) {
	ttl := q.http.Header.Get(ttlHeader)
	switch {
	case q.Method != http.MethodPut:
		refuse(w, q, http.StatusMethodNotAllowed, "MethodNotAllowed", "")
	case ttl == "":
		refuse(w, q, http.StatusBadRequest, "BadRequest", "")
	default:
		w.Header().Set(ttlHeader, ttl)
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, imdsToken)
	}
}
