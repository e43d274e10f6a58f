//go:build e2e

package cluster

import (
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

const appImage = appRegistry + "/team/app:1"

// ownIdentity: the kubelet passes a token of the pod's service account to the helper, and the cloud
// verifies it. A second pull makes no second exchange.
func (w *world) ownIdentity(t *testing.T) {
	w.account(t, "app", appRole)
	w.create(t, pod{name: "app-1", account: "app", image: appImage, policy: "Always"})
	w.runs(t, "app-1")
	var services []string
	for _, q := range w.cloud.Requests() {
		services = append(services, q.Service)
		if q.Service == fakeaws.STS && (q.RoleARN != appRole || q.Subject != account+"app" || q.AccessKeyID != "") {
			t.Errorf("an exchange by %q for %s, signed by %q", q.Subject, q.RoleARN, q.AccessKeyID)
		}
		if q.Service == fakeaws.ECR && q.Identity != appRole {
			t.Errorf("a registry token for %s", q.Identity)
		}
	}
	if !slices.Equal(services, []string{fakeaws.STS, fakeaws.ECR}) {
		t.Errorf("the cloud got requests for %v", services)
	}
	w.create(t, pod{name: "app-2", account: "app", image: appImage, policy: "Always"})
	w.runs(t, "app-2")
	if n := w.cloud.assumed("app"); n != 1 {
		t.Errorf("two pods of one account make %d exchanges", n)
	}
}

// otherIdentities: although the image is on the node now, pods of other accounts do not get it: an
// account without a role, one whose role does not trust it, and one whose own role may not read the
// repository.
func (w *world) otherIdentities(t *testing.T) {
	w.cloud.refusals()
	for _, test := range []struct {
		account, role string
		exchanges     bool   // whether the cloud gets a request
		refusal       string // the cloud's reason
		log           string // the helper's error in the kubelet's log
	}{
		{"stranger", "", false, "", ""},
		{"thief", appRole, true, account + "thief may not assume " + appRole, "docker-credential-ecr: denied: "},
		{"neighbour", nextRole, true, "", ""},
	} {
		t.Run(test.account, func(t *testing.T) {
			w.account(t, test.account, test.role)
			w.create(t, pod{name: test.account, account: test.account, image: appImage, policy: "IfNotPresent"})
			reason := w.refused(t, test.account)
			if !strings.Contains(reason, "401 Unauthorized") && !strings.Contains(reason, "authorization failed") {
				t.Errorf("the kubelet says %s", reason)
			}
			if n := w.cloud.assumed(test.account); (n > 0) != test.exchanges {
				t.Errorf("%d exchanges", n)
			}
			refusals := w.cloud.refusals()
			if (len(refusals) > 0) != (test.refusal != "") || test.refusal != "" && refusals[0] != test.refusal {
				t.Errorf("the cloud refused %q", refusals)
			}
			if test.log != "" && !w.said(t, test.log) {
				t.Errorf("the kubelet's log does not contain %q", test.log)
			}
		})
	}
}
