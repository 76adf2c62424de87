package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strconv"
	"sync"
	"syscall"

	"golang.org/x/crypto/acme/autocert"

	"broadsheet/internal/config"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// doors are the addresses the server listens on. They are opened before anything else is done, so that a port in use is
// told before a paper is made.
type doors struct {
	main, metrics, redirect net.Listener
	certificate             *tls.Certificate // of --tls-cert; nil: none
	served                  string           // what the site's addresses begin with where a paper has no URL of its own

	mu      sync.Mutex
	servers []*http.Server
}

func openDoors(c config.Server) (*doors, error) {
	d := &doors{}
	if c.TLSCert != "" {
		cert, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
		if err != nil {
			return nil, news.Invalid("--tls-cert", "%s and %s are no certificate with its key (%v)", c.TLSCert, c.TLSKey, err)
		}
		d.certificate = &cert
	}
	for _, door := range []struct {
		to         *net.Listener
		flag, addr string
	}{{&d.main, "--addr", c.Addr}, {&d.metrics, "--metrics-addr", c.MetricsAddr}, {&d.redirect, "--redirect-addr", c.RedirectAddr}} {
		if door.addr == "" {
			continue
		}
		l, err := net.Listen("tcp", door.addr)
		if err != nil {
			d.close()
			return nil, cannotListen(door.flag, door.addr, err)
		}
		*door.to = l
	}
	d.served = servedAt(servedName(c.Addr, d.main.Addr()), c.TLS(), c.ACMEHosts)
	return d, nil
}

// servedName is the address as it was asked for, with the port that was given out where the asked one is 0.
func servedName(asked string, got net.Addr) string {
	host, port, err := net.SplitHostPort(asked)
	if tcp, ok := got.(*net.TCPAddr); ok && err == nil && port == "0" {
		return net.JoinHostPort(host, strconv.Itoa(tcp.Port))
	}
	return asked
}

func cannotListen(flag, addr string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return news.Errorf(news.CodeConflict, flag, "the address %s is in use by another program; stop that one, or give another address, such as 127.0.0.1:8081", addr)
	case errors.Is(err, syscall.EACCES):
		return news.Errorf(news.CodeForbidden, flag, "this user may not listen on %s; take a port from 1024 on, or give the program CAP_NET_BIND_SERVICE", addr)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return news.Invalid(flag, "this machine has no address %s; use one of its own, or :PORT for all of them", addr)
	}
	return news.Invalid(flag, "cannot listen on %s (%v)", addr, err)
}

// close closes what is still open; what a server has taken over it closes itself.
func (d *doors) close() {
	for _, l := range []net.Listener{d.main, d.metrics, d.redirect} {
		if l != nil {
			_ = l.Close()
		}
	}
}

// serve begins to answer at every door. The channel tells when one fails.
func (d *doors) serve(s web.Server, c config.Server, f folder, redirect http.Handler) <-chan error {
	failed := make(chan error, 3)
	start := func(srv *http.Server, l net.Listener) {
		d.mu.Lock()
		d.servers = append(d.servers, srv)
		d.mu.Unlock()
		go func() {
			var err error
			if srv.TLSConfig != nil {
				err = srv.ServeTLS(l, "", "")
			} else {
				err = srv.Serve(web.Together(l))
			}
			if !errors.Is(err, http.ErrServerClosed) {
				failed <- err
			}
		}()
	}
	site := s.HTTP(s.Handler())
	if len(c.ACMEHosts) > 0 {
		m := &autocert.Manager{Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(c.ACMEHosts...), Cache: autocert.DirCache(f.path(certsFolder)), Email: c.ACMEEmail}
		site.TLSConfig = m.TLSConfig()
		redirect = m.HTTPHandler(redirect)
	} else if d.certificate != nil {
		site.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{*d.certificate}}
	}
	start(site, d.main)
	if d.metrics != nil {
		start(s.HTTP(s.Operations()), d.metrics)
	}
	if d.redirect != nil {
		start(s.HTTP(redirect), d.redirect)
	}
	return failed
}

// stop takes no new requests and lets the open ones end. What is open when ctx ends is cut.
func (d *doors) stop(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	var wg sync.WaitGroup
	errs := make([]error, len(d.servers))
	for i, srv := range d.servers {
		wg.Go(func() {
			if errs[i] = srv.Shutdown(ctx); errs[i] != nil {
				_ = srv.Close()
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// toTLS sends a reader of plain http to https: to the paper's own address, or to the host asked for where that is one
// that we are sure of.
func toTLS(papers web.Papers, hosts []string, trusted func(news.Paper, string) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := web.Host(r)
		p, err := papers.PaperByHost(r.Context(), host)
		base := ""
		switch {
		case err != nil:
		case p.URL != "":
			base = p.URL
		case trusted(p, host):
			base = "https://" + host
		}
		for _, h := range hosts {
			if base == "" && h == host {
				base = "https://" + host
			}
		}
		if base == "" {
			http.Error(w, "There is no newspaper at this address.", http.StatusMisdirectedRequest)
			return
		}
		w.Header().Set("Connection", "close")
		http.Redirect(w, r, base+r.URL.RequestURI(), http.StatusMovedPermanently)
	})
}
