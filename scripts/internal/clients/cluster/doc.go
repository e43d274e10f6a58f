// Package cluster runs Kubernetes on loopback and pulls images in it: etcd, kube-apiserver,
// kube-controller-manager, kube-scheduler, the kubelet and containerd. The kubelet's provider is
// docker-credential-ecr. The CronJob is packaging/kubernetes with the generator image. The cloud is a
// fake that verifies each token with the API server's keys. The registry is docker-registry with
// bearer tokens. The package contains only tests. scripts/cluster runs them in new namespaces: the
// network is only loopback, and mounts and processes end with the run.
//
//	cluster_test    the order of the tests
//	cloud_test      who may assume a role, and what its token permits for how long
//	node_test       containerd and the kubelet
//	world_test      images and the registry
//	pods_test       pods, and whether their images can be pulled
//	identity_test   a pod pulls with its own service account
//	renewal_test    the CronJob renews a pull secret
//	rules_test      each RBAC rule is needed, and an error names a missing one
package cluster
