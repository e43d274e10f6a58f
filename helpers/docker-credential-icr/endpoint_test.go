package main

import "testing"

// TestEndpoints: hosts in IBM's own domain that are not IAM's.
func TestEndpoints(t *testing.T) {
	for text, want := range map[string]string{
		"": iamHost, "https://iam.cloud.ibm.com": iamHost, "https://iam.cloud.ibm.com/identity/token": iamHost,
		"iam.cloud.ibm.com": iamHost, "https://IAM.cloud.ibm.com:443/": iamHost,
		"https://private.iam.cloud.ibm.com":          "private.iam.cloud.ibm.com",
		"https://private.us-south.iam.cloud.ibm.com": "private.us-south.iam.cloud.ibm.com",
	} {
		clear(t, "IC_API_KEY=K", "IBMCLOUD_IAM_API_ENDPOINT="+text)
		if s := find(t); s.iam != want {
			t.Errorf("%q: %q", text, s.iam)
		}
	}
	for text, want := range map[string]string{
		"http://169.254.169.254": "", "http://169.254.169.254/": "http://169.254.169.254",
		"http://169.254.169.254:80": "", "https://api.metadata.cloud.ibm.com": "",
		"https://api.metadata.cloud.ibm.com//": "https://api.metadata.cloud.ibm.com", "http://127.0.0.1:8080": "",
		"http://localhost:1": "", "http://[::1]:1": "",
	} {
		if want == "" {
			want = text
		}
		clear(t, "IBMCLOUD_CR_VPC_URL="+text)
		if s := find(t); s.kind != instance || s.metadata != want || s.named != (text != "") {
			t.Errorf("%q: %+v", text, s)
		}
	}
	clear(t, "IBMCLOUD_CR_PROFILE=Profile-1")
	if s := find(t); s.metadata != metadataAddress || s.named || s.profile.id != "Profile-1" {
		t.Errorf("a profile alone: %+v", s)
	}
}
