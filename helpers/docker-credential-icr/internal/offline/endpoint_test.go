package offline

import "testing"

// TestEndpoints: what leads elsewhere within IBM's own domain.
func TestEndpoints(t *testing.T) {
	for text, want := range map[string]string{
		"": IAM, "https://iam.cloud.ibm.com": IAM, "https://iam.cloud.ibm.com/identity/token": IAM, "iam.cloud.ibm.com": IAM, "https://IAM.cloud.ibm.com:443/": IAM,
		"https://private.iam.cloud.ibm.com": "private.iam.cloud.ibm.com", "https://private.us-south.iam.cloud.ibm.com": "private.us-south.iam.cloud.ibm.com",
	} {
		clear(t, "IC_API_KEY=K", "IBMCLOUD_IAM_API_ENDPOINT="+text)
		if id := find(t); id.IAM != want || id.Scope != "iam "+want+"\n" {
			t.Errorf("%q: %q, %q", text, id.IAM, id.Scope)
		}
	}
	for text, want := range map[string]string{
		"http://169.254.169.254": "", "http://169.254.169.254/": "http://169.254.169.254", "http://169.254.169.254:80": "", "https://api.metadata.cloud.ibm.com": "",
		"https://api.metadata.cloud.ibm.com//": "https://api.metadata.cloud.ibm.com", "http://127.0.0.1:8080": "", "http://localhost:1": "", "http://[::1]:1": "",
	} {
		if want == "" {
			want = text
		}
		clear(t, "IBMCLOUD_CR_VPC_URL="+text)
		if id := find(t); id.Kind != Instance || id.Metadata != want {
			t.Errorf("%q: %+v", text, id)
		}
	}
	clear(t, "IBMCLOUD_CR_PROFILE=Profile-1")
	if id := find(t); id.Metadata != "http://169.254.169.254" || id.Profile.ID != "Profile-1" {
		t.Errorf("a profile alone: %+v", id)
	}
}
