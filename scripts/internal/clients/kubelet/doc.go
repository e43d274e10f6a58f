// Package kubelet compares `dockercfg kubelet-config` with the kubelet's own code: its decoder, its
// rules for CredentialProviderConfig, and the way it matches images with patterns. It contains only
// tests.
package kubelet
