// Package kubelet holds what this project says about the kubelet to the kubelet's
// own code: its decoder, its rules for CredentialProviderConfig, its comparison of
// images with patterns. It is a test alone.
package kubelet
