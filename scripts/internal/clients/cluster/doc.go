// Package cluster runs Kubernetes on loopback and pulls images in it: etcd,
// kube-apiserver, kube-controller-manager, kube-scheduler, the kubelet and containerd. The
// kubelet's provider is docker-credential-ecr; the CronJob is packaging/kubernetes with the
// generator image; the cloud is a fake that verifies each token against the API server's
// keys; the registry is docker-registry with bearer tokens. It is a test alone, which
// scripts/cluster starts in namespaces of its own: a network that has loopback and nothing
// else, and mounts and processes that end with it.
//
//	cluster_test    the order of the tests
//	cloud_test      who may assume a role, what its token opens, for how long
//	node_test       containerd and the kubelet
//	world_test      images and the registry
//	pods_test       pods, and how they end
//	identity_test   a pod pulls by its own service account
//	renewal_test    a pull secret renewed by the CronJob
//	rules_test      each rule of RBAC is needed, and its absence is said
package cluster
