// Package manifests builds packaging/kubernetes with kustomize's own code, parses the result with the
// types of the Kubernetes API, and runs dockercfg as the CronJob does. It contains only tests.
package manifests
