package kubeletconfig

import "slices"

// Platform is a kind of node.
type Platform struct {
	Name   string
	For    string   // for people
	File   string   // where the configuration is
	BinDir string   // where the programs are
	Own    string   // the provider of its own registry
	Notes  []string // what is different there; printed as comments
}

// Generic returns the places for a node of any platform, with the programs from a package.
func Generic() Platform {
	return Platform{For: "any node", File: "/etc/kubernetes/credential-providers/dockercfg.yaml", BinDir: "/usr/bin"}
}

// Platforms returns the platforms that use other places.
func Platforms() []Platform {
	return []Platform{
		{
			Name: "eks", For: "Amazon EKS, Amazon Linux 2023", Own: "ecr",
			File: "/etc/dockercfg/kubelet/config.yaml", BinDir: "/etc/dockercfg/bin",
			Notes: []string{
				"nodeadm writes /etc/eks/image-credential-provider/config.json again at every boot, so do not change",
				"that file; use this one instead. In the node's user data:",
				"  apiVersion: node.eks.aws/v1alpha1",
				"  kind: NodeConfig",
				"  spec:",
				"    kubelet:",
				"      flags:",
				"        - --image-credential-provider-config=/etc/dockercfg/kubelet/config.yaml",
				"        - --image-credential-provider-bin-dir=/etc/dockercfg/bin",
				"Amazon's own provider is no longer started: docker-credential-ecr replaces it.",
			},
		},
		{
			Name: "aks", For: "Azure Kubernetes Service", Own: "acr",
			File: "/var/lib/kubelet/credential-provider-config.yaml", BinDir: "/var/lib/kubelet/credential-provider",
			Notes: []string{
				"AKS has one file and sets both flags. Use a DaemonSet that copies the programs, adds these",
				"providers to the file, beside acr-credential-provider, and restarts the kubelet. An upgrade of the",
				"node image undoes it.",
			},
		},
		{
			Name: "gke", For: "Google Kubernetes Engine, Standard", Own: "gar",
			File: "/etc/srv/kubernetes/cri_auth_config.yaml", BinDir: "/home/kubernetes/bin",
			Notes: []string{
				"GKE has one file and sets both flags. Use a DaemonSet that copies the programs, adds these",
				"providers to the file, beside Google's own, and restarts the kubelet. Autopilot nodes cannot be",
				"changed.",
			},
		},
		{
			Name: "openshift", For: "OpenShift",
			File:   "/etc/kubernetes/credential-providers/dockercfg.yaml",
			BinDir: "/usr/libexec/kubelet-image-credential-provider-plugins",
			Notes: []string{
				"A MachineConfig writes the file and the programs. If the platform has a file of its own in that",
				"directory, add these providers to it. tokenAttributes need OpenShift 4.21.",
			},
		},
		{
			Name: "k3s", For: "k3s and RKE2",
			File: "/var/lib/rancher/credentialprovider/config.yaml", BinDir: "/var/lib/rancher/credentialprovider/bin",
			Notes: []string{
				"These are the defaults of k3s and RKE2: no flag is needed once both exist. Restart the service.",
			},
		},
		{
			Name: "kind", For: "kind",
			File: "/etc/dockercfg/kubelet/config.yaml", BinDir: "/etc/dockercfg/bin",
			Notes: []string{
				"In the configuration of `kind create cluster --config`, for each node:",
				"  extraMounts:",
				"    - {hostPath: ./dockercfg, containerPath: /etc/dockercfg}",
				"  kubeadmConfigPatches:",
				"    - |",
				"      kind: JoinConfiguration # InitConfiguration on the control plane",
				"      nodeRegistration:",
				"        kubeletExtraArgs:",
				"          image-credential-provider-config: /etc/dockercfg/kubelet/config.yaml",
				"          image-credential-provider-bin-dir: /etc/dockercfg/bin",
			},
		},
		{
			Name: "talos", For: "Talos Linux",
			File:   "machine.kubelet.credentialProviderConfig in the machine's configuration",
			BinDir: "/usr/local/lib/kubelet/credentialproviders",
			Notes: []string{
				"Talos writes the file and sets the flags: put the following below",
				"machine.kubelet.credentialProviderConfig, or, from 1.14, below configuration in a document",
				"KubeCredentialProviderConfig, but not both. The directory is read-only: the programs come with a",
				"system extension.",
			},
		},
	}
}

// PlatformNames returns the names of the platforms.
func PlatformNames() (names []string) {
	for _, p := range Platforms() {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	return names
}

// PlatformByName returns the platform with a name; "" is any node.
func PlatformByName(name string) (Platform, bool) {
	if name == "" {
		return Generic(), true
	}
	all := Platforms()
	at := slices.IndexFunc(all, func(p Platform) bool { return p.Name == name })
	if at < 0 {
		return Platform{}, false
	}
	return all[at], true
}
