package fakeaws

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// sts answers the query protocol: the request is a form, the answer is XML.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html
func (s *Server) sts(w http.ResponseWriter, q Request, b Behaviour) {
	signed := q.Action != "AssumeRoleWithWebIdentity"
	verified := error(nil)
	if !signed && b.Verify != nil {
		verified = b.Verify(q)
	}
	switch {
	case signed && q.AccessKeyID == "":
		refuse(w, q, http.StatusForbidden, "MissingAuthenticationToken", "Request is missing Authentication Token")
	case q.Action == "GetCallerIdentity":
		s.answerXML(w, q.Action, callerIdentity(q))
	case q.Action != "AssumeRole" && signed:
		refuse(w, q, http.StatusBadRequest, "InvalidAction", "Could not find operation "+q.Action+" for version 2011-06-15")
	case q.RoleARN == "" || q.SessionName == "":
		refuse(w, q, http.StatusBadRequest, "ValidationError", "RoleArn and RoleSessionName must not be null")
	case !signed && q.Subject == "":
		refuse(w, q, http.StatusBadRequest, "InvalidIdentityToken", "The ID Token provided is not a valid JWT.")
	case verified != nil:
		refuse(w, q, http.StatusForbidden, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
	default:
		s.answerXML(w, q.Action, s.assumed(q, b))
	}
}

// assumed returns the credentials of a new session, for the requested lifetime.
func (s *Server) assumed(q Request, b Behaviour) string {
	life := time.Hour
	if seconds, err := strconv.Atoi(q.form.Get("DurationSeconds")); err == nil {
		life = time.Duration(seconds) * time.Second
	}
	k := issue(q.RoleARN, s.next(), b.expiry(life))
	out := element("Credentials",
		element("AccessKeyId", text(k.ID)),
		element("SecretAccessKey", text(k.Secret)),
		element("SessionToken", text(k.Session)),
		element("Expiration", k.Expires.Format(time.RFC3339)),
	) + element("AssumedRoleUser",
		element("AssumedRoleId", "AROAFAKEFAKEFAKEFAKE:"+text(q.SessionName)),
		element("Arn", text(sessionARN(q.RoleARN, q.SessionName))),
	)
	if q.Subject != "" {
		out += element("SubjectFromWebIdentityToken", text(q.Subject))
	}
	return out
}

func callerIdentity(q Request) string {
	id := account(q.Identity)
	arn := "arn:aws:iam::" + id + ":user/" + q.AccessKeyID
	if strings.HasPrefix(q.Identity, "arn:") {
		arn = sessionARN(q.Identity, "session")
	}
	return element("Arn", text(arn)) + element("UserId", text(q.AccessKeyID)) + element("Account", id)
}

// sessionARN returns the ARN of a role's session, which does not contain the role's path.
func sessionARN(role, session string) string {
	partition := "aws"
	if parts := strings.Split(role, ":"); len(parts) > 1 {
		partition = parts[1]
	}
	name := role[strings.LastIndex(role, "/")+1:]
	return "arn:" + partition + ":sts::" + account(role) + ":assumed-role/" + name + "/" + session
}

func (s *Server) answerXML(w http.ResponseWriter, action, result string) {
	w.Header().Set("Content-Type", "text/xml")
	_, _ = fmt.Fprintf(w, `<%[1]sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">%[2]s%[3]s</%[1]sResponse>`,
		action, element(action+"Result", result),
		element("ResponseMetadata", element("RequestId", strconv.FormatInt(s.next(), 10))))
}

func element(name string, content ...string) string {
	return "<" + name + ">" + strings.Join(content, "") + "</" + name + ">"
}

func text(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
