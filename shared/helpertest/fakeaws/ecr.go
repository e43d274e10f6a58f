package fakeaws

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

const amzJSON = "application/x-amz-json-1.1"

// ecr answers GetAuthorizationToken, for the private and for the public registry. The private
// registry answers with a list.
// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
// https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_GetAuthorizationToken.html
func (s *Server) ecr(w http.ResponseWriter, q Request, b Behaviour) {
	switch {
	case q.Action != "GetAuthorizationToken":
		refuse(w, q, http.StatusBadRequest, "UnknownOperationException", "")
	case q.AccessKeyID == "":
		refuse(w, q, http.StatusBadRequest, "MissingAuthenticationTokenException", "Missing Authentication Token")
	case q.Service == ECRPublic && q.Region != "us-east-1":
		// Tokens for the public registry are issued in that region only.
		// https://docs.aws.amazon.com/AmazonECR/latest/public/public-registry-auth.html
		refuse(w, q, http.StatusForbidden, "InvalidSignatureException", "Credential should be scoped to a valid region.")
	case q.Service == ECRPublic:
		answerJSON(w, amzJSON, map[string]any{"authorizationData": s.authorization(q, b)})
	default:
		ids := q.RegistryIDs
		if len(ids) == 0 {
			ids = []string{account(q.Identity)}
		}
		var list []any
		for _, id := range ids {
			data := s.authorization(q, b)
			data["proxyEndpoint"] = "https://" + id + ".dkr.ecr." + q.Region + "." + suffix(q.Region)
			list = append(list, data)
		}
		answerJSON(w, amzJSON, map[string]any{"authorizationData": list})
	}
}

func (s *Server) authorization(q Request, b Behaviour) map[string]any {
	data := map[string]any{
		"authorizationToken": base64.StdEncoding.EncodeToString([]byte("AWS:" + s.password(q, b))),
	}
	switch b.ExpiresAt {
	case "":
		expires := b.expiry(12 * time.Hour)
		data["expiresAt"] = json.RawMessage(fmt.Sprintf("%.3f", float64(expires.UnixMilli())/1000))
	case Missing:
	default:
		data["expiresAt"] = json.RawMessage(b.ExpiresAt)
	}
	return data
}

// suffix returns the domain of a region's registries.
func suffix(region string) string {
	if strings.HasPrefix(region, "cn-") {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

func answerJSON(w http.ResponseWriter, contentType string, value any) {
	body, err := json.Marshal(value)
	if err != nil { // ExpiresAt is not valid JSON
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", contentType)
	_, _ = w.Write(body)
}
