vcl 4.1;

# Varnish in front of Broadsheet. Start the server with purge-url = "http://127.0.0.1:6081/" (this Varnish), and it tells
# every change here: a PURGE with the keys of what has changed, upon which all pages made from that are thrown away.
#   varnishd -f /etc/varnish/broadsheet.vcl -a :6081 -s malloc,256m

import std;

backend default {
	.host = "127.0.0.1";
	.port = "8080";
}

# Who may purge: the machines that Broadsheet runs on.
acl purgers {
	"localhost";
	"127.0.0.1";
	"::1";
}

sub vcl_recv {
	if (req.method == "PURGE") {
		if (!client.ip ~ purgers) {
			return (synth(403, "Purging is not allowed from here"));
		}
		if (req.http.Surrogate-Key !~ "^[A-Za-z0-9:_.~-]+( [A-Za-z0-9:_.~-]+)*$") {
			return (synth(400, "Surrogate-Key is missing or holds more than keys"));
		}
		# Keys hold one sign that an expression reads in another way, the dot; read so, it throws away too much at worst.
		if (std.ban("obj.http.Surrogate-Key ~ (^|\s)(" + regsuball(req.http.Surrogate-Key, " ", "|") + ")(\s|$)")) {
			return (synth(200, "Purged"));
		}
		return (synth(500, std.ban_error()));
	}
	if (req.method != "GET" && req.method != "HEAD") {
		return (pass);
	}
	# Newsroom, API and operations are nobody's cache's business.
	if (req.url ~ "^/(newsroom|api|healthz|readyz|metrics)(/|\?|$)") {
		return (pass);
	}
	# Readers' pages depend on no cookie, and what others add to an address makes no other page of it.
	unset req.http.Cookie;
	set req.url = regsuball(req.url, "(utm_[a-z]+|fbclid|gclid|mc_cid|mc_eid)=[^&]*&?", "");
	set req.url = regsub(req.url, "[?&]$", "");
	return (hash);
}

sub vcl_backend_response {
	# Never longer than Broadsheet says: a page carries the day's date, and mustn't be shown the day after.
	set beresp.grace = 0s;
	set beresp.keep = 0s;
	if (beresp.status >= 500) {
		set beresp.uncacheable = true;
		set beresp.ttl = 0s;
	}
}

sub vcl_deliver {
	# Keys are for caches, not for readers.
	unset resp.http.Surrogate-Key;
	unset resp.http.X-Varnish;
	unset resp.http.Via;
}
