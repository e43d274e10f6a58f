// Package manifests builds packaging/kubernetes by kustomize's own code, reads the
// result with the types of the Kubernetes API, and runs the converter as the CronJob
// would. It is a test alone.
package manifests
