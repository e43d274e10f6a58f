package main

import "time"

// Cluster is the cluster of the computation.
type Cluster struct {
	Nodes    int
	Pulls    int           // images that a node pulls per day
	Accounts int           // service accounts with pods on a node
	Secrets  int           // namespaces with a pull secret
	AtStart  int           // images that a node pulls in parallel when it starts
	Start    time.Duration // the time in which all nodes start
}

func usual() Cluster {
	return Cluster{Nodes: 5000, Pulls: 40, Accounts: 10, Secrets: 200, AtStart: 20, Start: time.Minute}
}

const day = 24 * time.Hour

// tick is the schedule of the CronJob in packaging/kubernetes.
const tick = 15 * time.Minute

// Design is one way to provide pods with a login.
type Design struct {
	Name, Short string
	Day         func(c Cluster, life time.Duration) float64 // requests per day
	AtStart     func(c Cluster) float64                     // requests per second while all nodes start
}

func designs() []Design {
	return []Design{
		{
			"at each pull: nothing is cached", "at each pull",
			func(c Cluster, _ time.Duration) float64 { return float64(c.Nodes * c.Pulls) },
			func(c Cluster) float64 { return inASecond(c, c.AtStart) },
		},
		{
			"per node, cached by the kubelet alone", "per node, by the kubelet",
			// Amazon's provider permits the kubelet to cache for half of the remaining life.
			func(c Cluster, life time.Duration) float64 {
				return float64(c.Nodes) * perDayAfter(life/2, float64(c.Pulls))
			},
			// The kubelet runs the provider once for each image, and pulls images in parallel
			// before the first answer is cached.
			func(c Cluster) float64 { return inASecond(c, c.AtStart) },
		},
		{
			"per node, cached by this suite's helpers", "per node, by the helpers",
			func(c Cluster, life time.Duration) float64 {
				return float64(c.Nodes) * perDayAfter(kept(life), float64(c.Pulls))
			},
			func(c Cluster) float64 { return inASecond(c, 1) }, // the others wait for the first
		},
		{
			"per node and service account", "per service account",
			func(c Cluster, life time.Duration) float64 {
				return float64(c.Nodes) * float64(c.Accounts) * perDayAfter(kept(life), float64(c.Pulls)/float64(c.Accounts))
			},
			// For a pod's token, only the kubelet caches.
			func(c Cluster) float64 { return inASecond(c, c.AtStart) },
		},
		{
			"per pull secret, by the CronJob", "per secret",
			func(c Cluster, life time.Duration) float64 {
				return float64(c.Secrets) * float64(day) / float64(period(life))
			},
			func(Cluster) float64 { return 0 }, // a node that starts makes no request
		},
	}
}

// inASecond distributes each node's requests over the time in which the nodes start.
func inASecond(c Cluster, each int) float64 {
	return float64(c.Nodes*each) / c.Start.Seconds()
}

// kept returns how long a token is used: until a fifth of its life remains; or five minutes, if
// that is more; or half of its life, if that is less.
func kept(life time.Duration) time.Duration {
	return life - min(max(5*time.Minute, life/5), life/2)
}

// perDayAfter returns the expected number of tokens per day. The first pull after a token is no
// longer used requests the next one. Pulls come at random times, so that pull comes one mean
// interval later.
func perDayAfter(served time.Duration, pulls float64) float64 {
	return float64(day) / (float64(served) + float64(day)/pulls)
}

// period returns how often the CronJob renews: in its first run after a third of the life.
func period(life time.Duration) time.Duration {
	return (life/3 + tick - 1) / tick * tick
}

// Limit is a limit that a cloud publishes.
type Limit struct {
	Name      string
	PerSecond float64
	Source    string
}

func limits() []Limit {
	return []Limit{
		{"Amazon ECR: GetAuthorizationToken, per account and region", 500,
			"https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html"},
		{"Google: exchange of a federated token, per project", 6000.0 / 60, "https://docs.cloud.google.com/iam/quotas"},
		{"Google: token of a service account, per project", 60000.0 / 60, "https://docs.cloud.google.com/iam/quotas"},
	}
}
